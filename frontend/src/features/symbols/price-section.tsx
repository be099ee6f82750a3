import { useMemo, useState } from "react";

import { useHistory } from "@/api/market";
import type { History } from "@/api/models";
import { TimeChart, type ChartSeries } from "@/charts/time-chart";
import { formatInteger, formatMoneyShort, formatPercentChange, formatPrice } from "@/lib/money";
import { Change } from "@/ui/change";
import { Freshness } from "@/ui/freshness";
import { Loaded } from "@/ui/loaded";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";

import { firstDay, RANGES, type Range } from "./ranges";

const OPTIONS = RANGES.map((value) => ({ value, label: value }));

/** Ranges are counted back from the last day there is a price for; undefined while that is read. */
export function PriceSection({ symbol, lastDay }: { symbol: string; lastDay: string | undefined }) {
  const [range, setRange] = useState<Range>("1Y");
  const from = lastDay === undefined ? undefined : firstDay(range, lastDay);
  const history = useHistory(symbol, from);
  return (
    <section aria-label="Price">
      <Loaded query={history} skeleton={<Skeleton className="h-[460px]" />}>
        {(data) => (
          <>
            <div className="mb-4 flex flex-wrap items-end justify-between gap-4">
              <Last history={data} />
              <Segmented label="Range" value={range} options={OPTIONS} onChange={setRange} />
            </div>
            <PriceChart history={data} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Last({ history }: { history: History }) {
  const last = history.close.at(-1);
  const first = history.close[0];
  if (last === undefined || first === undefined) return <span />;
  const change = Number(last) / Number(first) - 1;
  return (
    <div>
      <p className="figure text-4xl leading-tight" data-testid="last-price">
        {formatPrice(last, history.currency)}
      </p>
      <p className="flex flex-wrap items-baseline gap-x-4">
        <span>
          <Change sign={Math.sign(change) as -1 | 0 | 1}>
            {formatPercentChange(change, Math.abs(change) < 10 ? 2 : 0)}
          </Change>
          <span className="text-faint"> in this range</span>
        </span>
        <Freshness asOf={history.as_of} source={history.source} isStale={history.is_stale} />
      </p>
    </div>
  );
}

function PriceChart({ history }: { history: History }) {
  const { currency, dates, volume, adjusted } = history;
  const series = useMemo(() => priceSeries(history), [history]);
  if (dates.length < 2) {
    return (
      <p className="flex h-[360px] items-center justify-center text-soft">
        No prices in this range yet.
      </p>
    );
  }
  return (
    <>
      <TimeChart
        label={`Price of ${history.symbol}`}
        dates={dates}
        series={series}
        volume={volume}
        height={360}
        formatTick={(value) => formatMoneyShort(value, currency)}
      />
      <p className="label mt-2">
        Daily close in {currency}
        {adjusted ? ", adjusted for splits and dividends" : ", as traded"}. Bars: volume.
      </p>
    </>
  );
}

function priceSeries({ close, volume, currency }: History): ChartSeries[] {
  return [
    {
      label: "Close",
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
