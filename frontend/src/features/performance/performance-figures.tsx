import type { ReactNode } from "react";

import type { ExplainedMetric, ExplainedOf, Performance } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import type { PartOf } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { signOf, type Sign } from "@/lib/decimal";
import { formatMoney, formatMoneyChange, formatPercentChange } from "@/lib/money";
import { Explained } from "@/features/explain/explained";
import { Change } from "@/ui/change";

/** Every return of the period, with the one sentence that tells it from the others. */
export function PerformanceFigures({
  performance,
  part,
}: {
  performance: Performance;
  part: PartOf;
}) {
  const { currency, notes, benchmark, net_contributions, gain, fx_effect } = performance;
  // Asked of the days that were read, whichever way they were chosen.
  const of: ExplainedOf = {
    ...part,
    from: performance.from,
    to: performance.to,
    currency,
    ...(benchmark && { benchmark: benchmark.symbol }),
  };
  return (
    <>
      <p className="label -mb-6">
        {t("{from} to {to}, in {currency}", {
          from: formatDay(performance.from),
          to: formatDay(performance.to),
          currency,
        })}
      </p>
      {notes.left_out && <p className="-mb-4 text-sm text-warn">{notes.left_out}</p>}
      <dl className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
        <Told
          label={t("Time-weighted return")}
          metric="twr"
          of={performance.twr === null ? undefined : of}
          why={t(
            "What the holdings did, whatever you paid in or took out, and when: use it to compare with an index.",
          )}
          note={yearly(performance.twr_annualised)}
          caution={performance.twr === null ? undefined : notes.twr}
        >
          <Ratio value={performance.twr} reason={notes.twr} />
        </Told>
        <Told
          label={t("Money-weighted return (XIRR), a year")}
          metric="xirr"
          of={performance.xirr === null ? undefined : of}
          why={t(
            "The interest rate a savings account would have needed to end where you are, given your deposits and their days.",
          )}
        >
          <Ratio value={performance.xirr} reason={notes.xirr} />
        </Told>
        <Told
          label={t("Simple return")}
          metric="simple_return"
          of={performance.simple_return === null ? undefined : of}
          why={t(
            "The gain over all money that was put in; it ignores how long the money was there.",
          )}
        >
          <Ratio value={performance.simple_return} reason={notes.simple_return} />
        </Told>
        <Told
          label={t("Gain")}
          metric="period_gain"
          of={gain === null ? undefined : of}
          why={t(
            "Value at the end less value at the start, less what was put in between{amount}.",
            {
              amount:
                net_contributions === null ? "" : ` (${formatMoney(net_contributions, currency)})`,
            },
          )}
        >
          <Money value={gain} currency={currency} reason={notes.gain} />
        </Told>
        <Told
          label={t("Of it, exchange rates")}
          metric="fx_effect"
          of={fx_effect === null ? undefined : of}
          why={t("How much of the gain came from other currencies moving against {currency}.", {
            currency,
          })}
        >
          <Money value={fx_effect} currency={currency} reason={notes.fx_effect} />
        </Told>
        {benchmark ? (
          <Told
            label={t("{symbol}, time-weighted", { symbol: benchmark.symbol })}
            metric="benchmark_twr"
            of={of}
            why={t(
              "The benchmark with dividends, in {currency}. The same deposits in it would have earned {rate} a year.",
              {
                currency,
                rate: benchmark.xirr === null ? "–" : formatPercentChange(benchmark.xirr),
              },
            )}
            note={yearly(benchmark.twr_annualised)}
            caution={
              !benchmark.prices_until
                ? undefined
                : t(
                    "The prices of {symbol} end on {day}: the comparison holds until then, and only exchange rates move it afterwards.",
                    { symbol: benchmark.symbol, day: formatDay(benchmark.prices_until) },
                  )
            }
          >
            <Ratio value={benchmark.twr} reason={undefined} />
          </Told>
        ) : (
          <Told
            label={t("Benchmark")}
            why={t("Compare with a symbol to see what it did meanwhile.")}
            caution={notes.benchmark}
          >
            <span className="text-faint">–</span>
          </Told>
        )}
      </dl>
    </>
  );
}

function Told({
  label,
  metric,
  of,
  why,
  note,
  caution,
  children,
}: {
  label: string;
  metric?: ExplainedMetric;
  of?: ExplainedOf | undefined;
  why: string;
  note?: string | undefined;
  caution?: string | undefined;
  children: ReactNode;
}) {
  const { id } = usePortfolioTab();
  return (
    <div className="border-l border-line-strong pl-3">
      <dt className="label">{label}</dt>
      <dd className="figure text-2xl leading-9">
        {metric && of ? (
          <Explained portfolioId={id} {...{ metric, of, label }} reading="change">
            {children}
          </Explained>
        ) : (
          children
        )}
        {note && <span className="ml-2 font-sans text-sm text-faint">{note}</span>}
      </dd>
      {caution && <dd className="text-sm text-warn">{caution}</dd>}
      <dd className="text-sm text-soft">{why}</dd>
    </div>
  );
}

function yearly(value: number | null): string | undefined {
  return value === null ? undefined : t("{value} a year", { value: formatPercentChange(value) });
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
