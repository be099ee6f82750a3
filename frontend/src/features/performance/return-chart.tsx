import { useMemo } from "react";

import type { Performance } from "@/api/models";
import { ChartKey } from "@/charts/chart-key";
import { percentTick } from "@/charts/percent-tick";
import { TimeChart, type ChartSeries } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { formatPercentChange } from "@/lib/money";
import { alignedTo } from "@/lib/returns";

/** Time-weighted return from the first day of the period on, beside the benchmark's. */
export function ReturnChart({ performance }: { performance: Performance }) {
  const { series, benchmark } = performance;
  const drawn = useMemo(() => linesOf(performance), [performance]);
  return (
    <>
      <div className="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-soft">
        <ChartKey className="bg-accent" label={t("Your holdings")} />
        {benchmark && <ChartKey className="bg-warn" label={benchmark.symbol} />}
      </div>
      <TimeChart
        label={t("Time-weighted return")}
        dates={series.dates}
        series={drawn}
        height={300}
        formatTick={percentTick}
      />
    </>
  );
}

function linesOf({ series, benchmark }: Performance): ChartSeries[] {
  const own: ChartSeries = {
    label: t("Your holdings"),
    look: "area",
    values: series.cumulative_twr,
    format: (index) => asText(series.cumulative_twr[index]),
  };
  if (!benchmark) return [own];
  const { dates, cumulative_twr } = benchmark.series;
  const until = benchmark.prices_until ?? dates.at(-1) ?? "";
  // A price that has ended is no price that stands still.
  const values = cumulative_twr.map((value, at) => ((dates[at] ?? "") <= until ? value : null));
  const other = alignedTo(series.dates, { dates, values });
  return [
    {
      label: benchmark.symbol,
      look: "compare",
      values: other,
      format: (index) => asText(other[index]),
    },
    own,
  ];
}

function asText(value: number | null | undefined): string {
  return value == null ? "–" : formatPercentChange(value);
}
