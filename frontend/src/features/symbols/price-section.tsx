import { useMemo, useState } from "react";

import { failureOf } from "@/api/errors";
import { useHistory, useQuote } from "@/api/market";
import type { History, Quote } from "@/api/models";
import { TimeChart, type ChartSeries } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { signOf } from "@/lib/decimal";
import {
  formatInteger,
  formatMoneyChange,
  formatMoneyTick,
  formatPercentChange,
  formatPrice,
} from "@/lib/money";
import { Change } from "@/ui/change";
import { Freshness } from "@/ui/freshness";
import { Loaded } from "@/ui/loaded";
import { Segmented } from "@/ui/segmented";
import { ErrorState, Skeleton } from "@/ui/states";

import { firstDay, RANGES, type Range } from "./ranges";

const OPTIONS = RANGES.map((value) => ({ value, label: value }));

/** The last price and its history. Ranges are counted back from the last day there is a price for. */
export function PriceSection({ symbol }: { symbol: string }) {
  const [range, setRange] = useState<Range>("1Y");
  const quote = useQuote(symbol);
  const history = useHistory(symbol, quote.data ? firstDay(range, quote.data.as_of) : undefined);
  if (quote.data === null) return <NoPricesYet />;
  if (quote.isError) {
    return <ErrorState failure={failureOf(quote.error)} onRetry={() => void quote.refetch()} />;
  }
  return (
    <section aria-label={t("Price")}>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-4">
        <div className="min-h-26 max-sm:w-full">{quote.data && <Last quote={quote.data} />}</div>
        <Segmented label={t("Range")} value={range} options={OPTIONS} onChange={setRange} />
      </div>
      <Loaded query={history} skeleton={<Skeleton className="h-[388px]" />}>
        {(data) => <PriceChart history={data} />}
      </Loaded>
    </section>
  );
}

function NoPricesYet() {
  return (
    <p className="flex h-[460px] items-center justify-center px-6 text-center text-soft">
      {t("No prices are loaded yet. Track the symbol, and its whole history is fetched.")}
    </p>
  );
}

function Last({ quote }: { quote: Quote }) {
  return (
    <>
      <p className="figure text-4xl leading-tight" data-testid="last-price">
        {formatPrice(quote.price, quote.currency)}
      </p>
      <p className="min-h-6">
        {quote.change !== null && (
          <>
            <Change sign={signOf(quote.change)}>
              {formatMoneyChange(quote.change, quote.currency)}
            </Change>
            <span className="text-faint">
              {quote.change_ratio !== null && ` ${formatPercentChange(quote.change_ratio)}`}{" "}
              {t("on the day")}
            </span>
          </>
        )}
      </p>
      <Freshness asOf={quote.as_of} source={quote.source} isStale={quote.is_stale} />
    </>
  );
}

function PriceChart({ history }: { history: History }) {
  const { currency, dates, volume, adjusted } = history;
  const series = useMemo(() => priceSeries(history), [history]);
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
        label={t("Price of {symbol}", { symbol: history.symbol })}
        dates={dates}
        series={series}
        volume={volume}
        height={360}
        formatTick={(value, step) => formatMoneyTick(value, step, currency)}
      />
      <p className="label mt-2">
        <RangeChange history={history} /> {t("Daily close in")} {currency}
        {adjusted ? t(", adjusted for splits and dividends") : t(", as traded")}
        {t(". Bars: volume.")}
      </p>
    </>
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

function priceSeries({ close, volume, currency }: History): ChartSeries[] {
  return [
    {
      label: t("Close"),
      look: "area",
      values: close.map(Number),
      format: (index) => {
        const traded = volume[index];
        const price = formatPrice(close[index] ?? "", currency);
        return traded == null ? price : `${price} · ${formatInteger(traded)} traded`;
      },
    },
  ];
}
