import type { ReactNode } from "react";

import type { Summary } from "@/api/models";
import { signOf } from "@/lib/decimal";
import { formatMoney, formatMoneyChange, formatPercentChange } from "@/lib/money";
import { Explained } from "@/features/explain/explained";
import { t } from "@/languages/translate";
import { Change } from "@/ui/change";
import { Figure, Figures } from "@/ui/figures";
import { Skeleton } from "@/ui/states";

/** The value of the portfolio, and the figures it is made of. */
export function SummaryHead({ portfolioId, summary }: { portfolioId: string; summary: Summary }) {
  const { currency } = summary;
  const explained = { portfolioId };
  return (
    <Frame
      value={
        summary.total_value === null ? (
          <span data-testid="total-value" className="text-faint">
            –
          </span>
        ) : (
          <Explained {...explained} metric="total_value" label={t("the value")}>
            <span data-testid="total-value">{formatMoney(summary.total_value, currency)}</span>
          </Explained>
        )
      }
      change={<Today summary={summary} />}
    >
      <Figure
        label={t("Gain")}
        note={summary.gain === null ? summary.notes.gain : <Ratio value={summary.simple_return} />}
      >
        <Explained {...explained} metric="gain" label={t("the gain")}>
          <MoneyChange value={summary.gain} currency={currency} />
        </Explained>
      </Figure>
      <Figure label={t("Put in, net")} note={t("deposits less withdrawals")}>
        <Explained {...explained} metric="net_contributions" label={t("what was put in")}>
          <Amount value={summary.net_contributions} currency={currency} />
        </Explained>
      </Figure>
      <Figure label={t("Time-weighted")} note={summary.notes.twr ?? t("return of the holdings")}>
        <Explained {...explained} metric="twr" label={t("the time-weighted return")}>
          <Ratio value={summary.twr} />
        </Explained>
      </Figure>
      <Figure
        label={t("Money-weighted")}
        note={summary.notes.xirr ?? t("a year, with your timing")}
      >
        <Explained {...explained} metric="xirr" label={t("the money-weighted return")}>
          <Ratio value={summary.xirr} />
        </Explained>
      </Figure>
      <Figure label={t("Income")} note={t("dividends and interest")}>
        <Explained {...explained} metric="income" label={t("the income")}>
          <Amount value={summary.income} currency={currency} />
        </Explained>
      </Figure>
    </Frame>
  );
}

const LABELS = [t("Gain"), t("Put in, net"), t("Time-weighted"), t("Money-weighted"), t("Income")];

/** The same frame without its numbers, so that nothing moves when they come. */
export function SummaryBones() {
  const bone = <Skeleton className="my-1 h-5 w-24" />;
  return (
    <Frame value={<Skeleton className="my-1.5 h-[0.85em] w-56" />} change={null}>
      {LABELS.map((label) => (
        <Figure key={label} label={label} note={<Skeleton className="my-1 h-3 w-16" />}>
          {bone}
        </Figure>
      ))}
    </Frame>
  );
}

function Frame({
  value,
  change,
  children,
}: {
  value: ReactNode;
  change: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="grid gap-8 lg:grid-cols-[auto_1fr] lg:gap-14">
      <div>
        <p className="label">{t("Value")}</p>
        <div className="figure text-[2.625rem] leading-tight sm:text-5xl sm:leading-tight">
          {value}
        </div>
        <p className="mt-1 flex min-h-6 max-w-md flex-wrap gap-x-4">{change}</p>
      </div>
      <div className="self-center">
        <Figures>{children}</Figures>
      </div>
    </div>
  );
}

function Today({ summary }: { summary: Summary }) {
  const { unpriced, day_change, total_value, currency } = summary;
  const symbols = unpriced.join(", ");
  return (
    <>
      {unpriced.length > 0 && (
        <span className="text-warn">
          {total_value === null
            ? t("nothing held has a price yet: {symbols}", { symbols })
            : t("without {symbols}: no price yet", { symbols })}
        </span>
      )}
      {day_change !== null && (
        <span>
          <MoneyChange value={day_change} currency={currency} />{" "}
          <span className="text-faint">{t("last trading day")}</span>
        </span>
      )}
    </>
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
