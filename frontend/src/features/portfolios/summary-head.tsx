import type { Summary } from "@/api/models";
import { signOf } from "@/lib/decimal";
import { formatMoney, formatMoneyChange, formatPercentChange } from "@/lib/money";
import { Change } from "@/ui/change";
import { Figure, Figures } from "@/ui/figures";

/** The value of the portfolio, and the figures it is made of. */
export function SummaryHead({ summary }: { summary: Summary }) {
  const { currency } = summary;
  return (
    <div className="grid gap-8 lg:grid-cols-[auto_1fr] lg:gap-14">
      <div>
        <p className="label">Value</p>
        <p className="figure text-[2.625rem] leading-tight sm:text-5xl" data-testid="total-value">
          {formatMoney(summary.total_value, currency)}
        </p>
        <p className="mt-1 flex min-h-6 flex-wrap gap-x-4">
          {summary.unpriced.length > 0 && (
            <span className="text-warn">without {summary.unpriced.join(", ")}: no price yet</span>
          )}
          {summary.day_change !== null && (
            <span>
              <MoneyChange value={summary.day_change} currency={currency} />
              <span className="text-faint"> today</span>
            </span>
          )}
        </p>
      </div>
      <div className="self-center">
        <Figures>
          <Figure label="Gain" note={<Ratio value={summary.simple_return} />}>
            <MoneyChange value={summary.gain} currency={currency} />
          </Figure>
          <Figure label="Put in, net">
            <Amount value={summary.net_contributions} currency={currency} />
          </Figure>
          <Figure label="Time-weighted" note="return of the holdings">
            <Ratio value={summary.twr} />
          </Figure>
          <Figure label="Money-weighted" note="a year, with your timing">
            <Ratio value={summary.xirr} />
          </Figure>
          <Figure label="Income">
            <Amount value={summary.income} currency={currency} />
          </Figure>
        </Figures>
      </div>
    </div>
  );
}

function Amount({ value, currency }: { value: string | null; currency: string }) {
  return value === null ? <span className="text-faint">–</span> : formatMoney(value, currency);
}

function MoneyChange({ value, currency }: { value: string | null; currency: string }) {
  if (value === null) return <span className="text-faint">–</span>;
  return <Change sign={signOf(value)}>{formatMoneyChange(value, currency)}</Change>;
}

function Ratio({ value }: { value: number | null }) {
  if (value === null) return <span className="text-faint">–</span>;
  return (
    <Change sign={Math.sign(value) as -1 | 0 | 1} hasArrow={false}>
      {formatPercentChange(value)}
    </Change>
  );
}
