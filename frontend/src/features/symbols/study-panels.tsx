import type { Indicators } from "@/api/models";
import { TimeChart, type ChartSeries } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { formatNumber } from "@/lib/money";

import { lineOf, onDays } from "./studies";

type PanelProps = { dates: readonly string[]; data: Indicators | undefined };

const HEIGHT = 150;

/** Overbought above 70, oversold below 30, as Wilder named them. */
export function RsiPanel({ dates, data }: PanelProps) {
  const level = (value: number, label: string): ChartSeries => ({
    label,
    look: "quiet",
    values: dates.map(() => value),
    format: () => String(value),
  });
  const rsi = seriesOf("RSI", "line", onDays(dates, data, lineOf(data, "rsi:14", "rsi")));
  return (
    <Panel
      title={t("Relative strength, 14 days")}
      dates={dates}
      series={[rsi, level(70, t("Often called overbought")), level(30, t("Often called oversold"))]}
    />
  );
}

export function MacdPanel({ dates, data }: PanelProps) {
  const line = (name: string) => onDays(dates, data, lineOf(data, "macd", name));
  return (
    <Panel
      title={t("MACD, 12 and 26 days, signal of 9")}
      dates={dates}
      series={[
        seriesOf("MACD", "line", line("macd")),
        seriesOf(t("Signal"), "compare", line("signal")),
      ]}
    />
  );
}

function Panel({
  title,
  dates,
  series,
}: {
  title: string;
  dates: readonly string[];
  series: ChartSeries[];
}) {
  return (
    <div className="mt-5">
      <p className="label">{title}</p>
      <TimeChart
        label={title}
        dates={dates}
        series={series}
        height={HEIGHT}
        formatTick={(value) => formatNumber(value, 1)}
      />
    </div>
  );
}

function seriesOf(
  label: string,
  look: ChartSeries["look"],
  values: readonly (number | null)[],
): ChartSeries {
  const format = (index: number) => {
    const value = values[index] ?? null;
    return value === null ? "–" : formatNumber(value, 2);
  };
  return { label, look, values, format };
}
