import { useMemo } from "react";

import { failureOf } from "@/api/errors";
import { useEvents, useIndicators } from "@/api/market";
import type { History, Indicators, MarketEvent } from "@/api/models";
import { ChartKey } from "@/charts/chart-key";
import type { Mark } from "@/charts/marks";
import { TimeChart, type ChartSeries } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { formatInteger, formatMoneyTick, formatPercentChange, formatPrice } from "@/lib/money";
import { Change } from "@/ui/change";
import { ErrorState } from "@/ui/states";

import { eventInWords } from "./events";
import { lineOf, onDays, type Study } from "./studies";
import { MacdPanel, RsiPanel } from "./study-panels";

/** Close and volume, what happened, and what was asked to be laid over or under it. */
export function PriceChart({
  history,
  from,
  studies,
}: {
  history: History;
  from: string | null | undefined;
  studies: readonly Study[];
}) {
  const { symbol, currency, dates, volume, adjusted } = history;
  const events = useEvents(symbol).data;
  const indicators = useIndicators(symbol, from, studies);
  const data = studies.length > 0 ? indicators.data : undefined;
  const series = useMemo(
    () => [closeOf(history), ...overlays(history, data, studies)],
    [history, data, studies],
  );
  const bands = useMemo(() => bandsOf(history, data, studies), [history, data, studies]);
  const marks = useMemo(() => marksOf(events ?? []), [events]);
  if (dates.length < 2) {
    return (
      <p className="flex h-[388px] items-center justify-center text-soft">
        {t("No prices in this range yet.")}
      </p>
    );
  }
  return (
    <>
      <TimeChart
        label={t("Price of {symbol}", { symbol })}
        dates={dates}
        series={series}
        bands={bands}
        marks={marks}
        volume={volume}
        height={360}
        formatTick={(value, step) => formatMoneyTick(value, step, currency)}
      />
      <p className="label mt-2">
        <RangeChange history={history} />{" "}
        {adjusted
          ? t("Daily close in {currency}, adjusted for splits and dividends.", { currency })
          : t("Daily close in {currency}, as traded.", { currency })}{" "}
        {t("Bars: volume. Diamonds: dividends and earnings. Squares: splits.")}
      </p>
      {series.length > 1 && <Key series={series} />}
      {indicators.isError && studies.length > 0 && (
        <ErrorState
          className="mt-3"
          failure={failureOf(indicators.error)}
          onRetry={() => void indicators.refetch()}
        />
      )}
      {studies.includes("rsi:14") && <RsiPanel dates={dates} data={data} />}
      {studies.includes("macd") && <MacdPanel dates={dates} data={data} />}
    </>
  );
}

const KEY_LOOKS: Partial<Record<ChartSeries["look"], string>> = {
  area: "bg-accent",
  compare: "bg-warn",
  slow: "bg-gain",
  quiet: "bg-faint",
};

function Key({ series }: { series: readonly ChartSeries[] }) {
  return (
    <p className="label mt-2 flex flex-wrap gap-x-5 gap-y-1">
      {series.map(({ label, look }) => (
        <ChartKey key={label} label={label} className={KEY_LOOKS[look] ?? "bg-accent"} />
      ))}
    </p>
  );
}

function RangeChange({ history: { close } }: { history: History }) {
  const change = Number(close.at(-1)) / Number(close[0]) - 1;
  if (!Number.isFinite(change)) return null;
  return (
    <>
      <Change sign={Math.sign(change) as -1 | 0 | 1}>
        {formatPercentChange(change, Math.abs(change) < 10 ? 2 : 0)}
      </Change>{" "}
      {t("in this range.")}
    </>
  );
}

function closeOf({ close, volume, currency }: History): ChartSeries {
  return {
    label: t("Close"),
    look: "area",
    values: close.map(Number),
    format: (index) => {
      const traded = volume[index];
      const price = formatPrice(close[index] ?? "", currency);
      if (traded == null) return price;
      return t("{price} · {count} traded", { price, count: formatInteger(traded) });
    },
  };
}

const OVERLAYS: { study: Study; line: string; label: string; look: ChartSeries["look"] }[] = [
  { study: "sma:50", line: "sma", label: t("50 days"), look: "compare" },
  { study: "sma:200", line: "sma", label: t("200 days"), look: "slow" },
  { study: "ema:20", line: "ema", label: t("EMA 20"), look: "quiet" },
];

function overlays(
  { dates, currency }: History,
  data: Indicators | undefined,
  studies: readonly Study[],
): ChartSeries[] {
  return OVERLAYS.filter(({ study }) => studies.includes(study)).map(
    ({ study, line, label, look }) => {
      const values = onDays(dates, data, lineOf(data, study, line));
      const format = (index: number) => {
        const value = values[index] ?? null;
        return value === null ? "–" : formatPrice(value.toFixed(2), currency);
      };
      return { label, look, values, format };
    },
  );
}

function bandsOf({ dates }: History, data: Indicators | undefined, studies: readonly Study[]) {
  if (!studies.includes("bbands:20") || !data) return [];
  const line = (name: string) => onDays(dates, data, lineOf(data, "bbands:20", name));
  return [{ low: line("lower"), high: line("upper") }];
}

const LOOKS: Record<MarketEvent["kind"], Mark["look"]> = {
  dividend: "dividend",
  earnings: "earnings",
  split: "split",
  symbol_change: "split",
  delisting: "split",
};

function marksOf(events: readonly MarketEvent[]): Mark[] {
  return events.map((event) => ({
    date: event.date,
    label: eventInWords(event),
    look: LOOKS[event.kind],
  }));
}
