import { memo, useDeferredValue, useState } from "react";
import { useSearchParams } from "react-router";

import { failureOf } from "@/api/errors";
import { useHistory, useQuote } from "@/api/market";
import type { Quote } from "@/api/models";
import { t } from "@/languages/translate";
import { signOf } from "@/lib/decimal";
import { formatMoneyChange, formatPercentChange, formatPrice } from "@/lib/money";
import { Change } from "@/ui/change";
import { Freshness } from "@/ui/freshness";
import { Loaded } from "@/ui/loaded";
import { Segmented } from "@/ui/segmented";
import { ErrorState, Skeleton } from "@/ui/states";
import { Toggles } from "@/ui/toggles";

import { PriceChart } from "./price-chart";
import { firstDay, RANGES, type Range } from "./ranges";
import { STUDIES, studiesOf } from "./studies";

const OPTIONS = RANGES.map((value) => ({ value, label: value === "Max" ? t("Max") : value }));

/** The last price and its history. Ranges are counted back from the last day there is a price for. */
export const PriceSection = memo(function PriceSection({ symbol }: { symbol: string }) {
  const [range, setRange] = useState<Range>("1Y");
  const [search, setSearch] = useSearchParams();
  const quote = useQuote(symbol);
  const last = useDeferredValue(quote.data);
  const from = quote.data ? firstDay(range, quote.data.as_of) : undefined;
  const history = useHistory(symbol, from);
  const studies = studiesOf(search.get("with"));
  if (quote.data === null) return <NoPricesYet />;
  if (quote.isError) {
    return <ErrorState failure={failureOf(quote.error)} onRetry={() => void quote.refetch()} />;
  }
  return (
    <section aria-label={t("Price")}>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-4">
        <div className="min-h-26 max-sm:w-full">{last && <Last quote={last} />}</div>
        <Segmented label={t("Range")} value={range} options={OPTIONS} onChange={setRange} />
      </div>
      <Loaded query={history} skeleton={<Skeleton className="h-[388px]" />}>
        {(data) => <PriceChart history={data} from={from} studies={studies} />}
      </Loaded>
      <div className="no-print mt-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Toggles
          label={t("Indicators")}
          options={STUDIES}
          chosen={studies}
          onChange={(chosen) =>
            setSearch(chosen.length > 0 ? { with: chosen.join(",") } : {}, { replace: true })
          }
        />
      </div>
    </section>
  );
});

function NoPricesYet() {
  return (
    <p className="flex h-[460px] items-center justify-center px-6 text-center text-soft">
      {t("No prices are loaded yet. Track the symbol, and its whole history is fetched.")}
    </p>
  );
}

function Last({ quote }: { quote: Quote }) {
  const ratio = quote.change_ratio === null ? "" : formatPercentChange(quote.change_ratio);
  return (
    <>
      <p className="figure text-4xl leading-tight" data-testid="last-price">
        {formatPrice(quote.price, quote.currency)}
      </p>
      <p className="flex min-h-6 flex-wrap gap-x-1.5">
        {quote.change !== null && (
          <>
            <Change sign={signOf(quote.change)}>
              {formatMoneyChange(quote.change, quote.currency)}
            </Change>
            <span className="text-faint">{t("{ratio} on the day", { ratio })}</span>
          </>
        )}
      </p>
      <Freshness asOf={quote.as_of} source={quote.source} isStale={quote.is_stale} />
    </>
  );
}
