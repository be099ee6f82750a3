import { useMemo } from "react";

import type { Performance } from "@/api/models";
import { MonthGrid } from "@/charts/month-grid";
import { t } from "@/languages/translate";
import { formatPercentChange } from "@/lib/money";
import { monthlyReturns } from "@/lib/returns";

/** A month this good or bad has the deepest colour. */
const STRONG = 0.1;

export function MonthlyReturns({ performance: { series } }: { performance: Performance }) {
  const months = useMemo(() => monthlyReturns(series.dates, series.cumulative_twr), [series]);
  const yearOf = (year: string) =>
    months
      .filter(({ month }) => month.startsWith(year))
      .reduce((product, { value }) => product * (1 + value), 1) - 1;
  return (
    <>
      <MonthGrid
        caption={t("Return of each month")}
        values={months.map(({ month, value }) => ({
          month,
          text: formatPercentChange(value, 1),
          strength: value / STRONG,
        }))}
        total={{ label: t("Year"), of: (year) => formatPercentChange(yearOf(year), 1) }}
      />
      <p className="label mt-2">
        {t("Time-weighted. The first and the last month may be incomplete.")}
      </p>
    </>
  );
}
