import type { ReactNode } from "react";

import type { Performance } from "@/api/models";
import { formatDay } from "@/lib/dates";
import { signOf, type Sign } from "@/lib/decimal";
import { formatMoney, formatMoneyChange, formatPercentChange } from "@/lib/money";
import { Change } from "@/ui/change";

/** Every return of the period, with the one sentence that tells it from the others. */
export function PerformanceFigures({ performance }: { performance: Performance }) {
  const { currency, notes, benchmark, net_contributions, gain, fx_effect } = performance;
  return (
    <>
      <p className="label -mb-6">
        {formatDay(performance.from)} to {formatDay(performance.to)}, in {currency}
      </p>
      <dl className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
        <Told
          label="Time-weighted return"
          why="What the holdings did, whatever you paid in or took out, and when: use it to compare with an index."
          note={yearly(performance.twr_annualised)}
        >
          <Ratio value={performance.twr} reason={notes.twr} />
        </Told>
        <Told
          label="Money-weighted return (XIRR), a year"
          why="The interest rate a savings account would have needed to end where you are, given your deposits and their days."
        >
          <Ratio value={performance.xirr} reason={notes.xirr} />
        </Told>
        <Told
          label="Simple return"
          why="The gain over all money that was put in; it ignores how long the money was there."
        >
          <Ratio value={performance.simple_return} reason={notes.simple_return} />
        </Told>
        <Told
          label="Gain"
          why={`Value at the end less value at the start, less what was put in between${
            net_contributions === null ? "" : ` (${formatMoney(net_contributions, currency)})`
          }.`}
        >
          <Money value={gain} currency={currency} reason={notes.gain} />
        </Told>
        <Told
          label="Of it, exchange rates"
          why={`How much of the gain came from other currencies moving against ${currency}.`}
        >
          <Money value={fx_effect} currency={currency} reason={notes.fx_effect} />
        </Told>
        {benchmark ? (
          <Told
            label={`${benchmark.symbol}, time-weighted`}
            why={`The benchmark with dividends, in ${currency}. The same deposits in it would have earned ${
              benchmark.xirr === null ? "–" : formatPercentChange(benchmark.xirr)
            } a year.`}
            note={yearly(benchmark.twr_annualised)}
          >
            <Ratio value={benchmark.twr} reason={undefined} />
          </Told>
        ) : (
          <Told label="Benchmark" why="Name a symbol above to see what it did meanwhile.">
            <span className="text-faint">–</span>
          </Told>
        )}
      </dl>
    </>
  );
}

function Told({
  label,
  why,
  note,
  children,
}: {
  label: string;
  why: string;
  note?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="border-l border-line-strong pl-3">
      <dt className="label">{label}</dt>
      <dd className="figure text-2xl leading-9">
        {children}
        {note && <span className="ml-2 font-sans text-sm text-faint">{note}</span>}
      </dd>
      <dd className="text-sm text-soft">{why}</dd>
    </div>
  );
}

function yearly(value: number | null): string | undefined {
  return value === null ? undefined : `${formatPercentChange(value)} a year`;
}

function Ratio({ value, reason }: { value: number | null; reason: string | undefined }) {
  if (value === null) return <Missing reason={reason} />;
  return <Change sign={Math.sign(value) as Sign}>{formatPercentChange(value)}</Change>;
}

function Money({
  value,
  currency,
  reason,
}: {
  value: string | null;
  currency: string;
  reason: string | undefined;
}) {
  if (value === null) return <Missing reason={reason} />;
  return <Change sign={signOf(value)}>{formatMoneyChange(value, currency)}</Change>;
}

function Missing({ reason }: { reason: string | undefined }) {
  return (
    <span className="text-faint">
      –{reason && <span className="ml-2 font-sans text-sm">{reason}</span>}
    </span>
  );
}
