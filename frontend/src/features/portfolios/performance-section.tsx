import { memo, useMemo, useState } from "react";

import type { Performance } from "@/api/models";
import { PERIODS, usePerformance, type Period } from "@/api/portfolios";
import { ChartKey } from "@/charts/chart-key";
import { TimeChart, type ChartSeries } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { signOf } from "@/lib/decimal";
import { formatMoney, formatMoneyChange, formatMoneyTick, formatPercentChange } from "@/lib/money";
import { alignedTo } from "@/lib/returns";
import { Change } from "@/ui/change";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";

type Benchmark = NonNullable<Performance["benchmark"]>;

const HEIGHT = 300;
const OPTIONS = PERIODS.map((value) => ({
  value,
  label: value === "max" ? t("Max") : value.toUpperCase(),
}));

export const PerformanceSection = memo(function PerformanceSection({
  portfolioId,
}: {
  portfolioId: string;
}) {
  const [period, setPeriod] = useState<Period>("max");
  const performance = usePerformance(portfolioId, { period });
  return (
    <Section
      title={t("Value over time")}
      aside={
        <Segmented label={t("Period")} value={period} options={OPTIONS} onChange={setPeriod} />
      }
    >
      <Loaded query={performance} skeleton={<Skeleton className="h-[372px] sm:h-[348px]" />}>
        {(data) => <ValueChart performance={data} isOld={performance.isPlaceholderData} />}
      </Loaded>
    </Section>
  );
});

function ValueChart({ performance, isOld }: { performance: Performance; isOld: boolean }) {
  const { currency, series, gain, twr } = performance;
  const drawn = useMemo(() => chartSeries(performance), [performance]);
  if (series.dates.length < 2) {
    return (
      <p className="flex h-[372px] items-center sm:h-[348px] justify-center text-center text-soft">
        {t("Not enough days with prices in this period yet. Choose a longer one.")}
      </p>
    );
  }
  return (
    <div className={isOld ? "opacity-60 transition-opacity" : "transition-opacity"}>
      <div className="mb-3 flex min-h-15 flex-wrap content-center items-center gap-x-5 gap-y-1 text-sm text-soft sm:min-h-9">
        <ChartKey className="bg-accent" label={t("Value")} />
        <ChartKey className="border-t-2 border-dashed border-faint" label={t("Put in, net")} />
        {performance.benchmark && (
          <ChartKey
            className="bg-warn"
            label={t("The same money in {symbol}", { symbol: performance.benchmark.symbol })}
          />
        )}
        <span className="flex gap-3 max-sm:w-full sm:ml-auto">
          {gain !== null && (
            <Change sign={signOf(gain)}>{formatMoneyChange(gain, currency)}</Change>
          )}
          {twr !== null && (
            <span>{t("{twr} time-weighted", { twr: formatPercentChange(twr) })}</span>
          )}
        </span>
      </div>
      <TimeChart
        label={t("Value over time")}
        dates={series.dates}
        series={drawn}
        height={HEIGHT}
        formatTick={(value, step) => formatMoneyTick(value, step, currency)}
      />
    </div>
  );
}

// Charts alone turn money into numbers; what is read out keeps the service's own digits.
function chartSeries({ series, currency, benchmark }: Performance): ChartSeries[] {
  const text = (values: readonly (string | null)[]) => (index: number) => {
    const value = values[index];
    return value == null ? "–" : formatMoney(value, currency);
  };
  const numbers = (values: readonly (string | null)[]) =>
    values.map((value) => (value === null ? null : Number(value)));
  const against = ({ symbol, series: other }: Benchmark): ChartSeries => {
    const values = alignedTo(series.dates, { dates: other.dates, values: other.value });
    return { label: symbol, look: "compare", values: numbers(values), format: text(values) };
  };
  return [
    {
      label: t("Put in, net"),
      look: "step",
      values: numbers(series.net_contributions),
      format: text(series.net_contributions),
    },
    ...(benchmark ? [against(benchmark)] : []),
    { label: t("Value"), look: "area", values: numbers(series.value), format: text(series.value) },
  ];
}
