import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { useFx } from "@/api/market";
import type { FxRates } from "@/api/models";
import { TimeChart } from "@/charts/time-chart";
import { t } from "@/languages/translate";
import { CURRENCIES, currencyName } from "@/lib/currencies";
import { formatDecimal, formatNumber } from "@/lib/money";
import { Button } from "@/ui/button";
import { Freshness } from "@/ui/freshness";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";

import { firstDayOf, pairOf, SPANS } from "./pair";

/** The reference rates that values in other currencies are worked out with. */
export function ExchangeRates({ today }: { today: string | undefined }) {
  const [search, setSearch] = useSearchParams();
  const { base, quote, span } = pairOf(search);
  const rates = useFx({ base, quote, from: today && firstDayOf(span, today) });
  const choose = (changed: Partial<Record<"base" | "quote" | "span", string>>) =>
    setSearch({ base, quote, span, ...changed }, { replace: true, preventScrollReset: true });
  return (
    <Section
      id="rates"
      title={t("Exchange rates")}
      aside={
        <Segmented
          label={t("Range")}
          value={span}
          options={SPANS.map((value) => ({ value, label: value }))}
          onChange={(next) => choose({ span: next })}
        />
      }
    >
      <div className="no-print mb-4 flex flex-wrap items-center gap-2">
        <CurrencyChoice
          label={t("One unit of")}
          value={base}
          onChange={(next) => choose({ base: next })}
        />
        <Button
          look="quiet"
          size="sm"
          aria-label={t("Turn the pair round")}
          onClick={() => choose({ base: quote, quote: base })}
        >
          ⇄
        </Button>
        <CurrencyChoice
          label={t("in units of")}
          value={quote}
          onChange={(next) => choose({ quote: next })}
        />
      </div>
      <Loaded query={rates} skeleton={<Skeleton className="h-[300px]" />}>
        {(data) => <Rates rates={data} />}
      </Loaded>
    </Section>
  );
}

function CurrencyChoice({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <select
      aria-label={label}
      className="control max-w-full"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      {CURRENCIES.map((code) => (
        <option key={code} value={code}>
          {currencyName(code)}
        </option>
      ))}
    </select>
  );
}

function Rates({ rates }: { rates: FxRates }) {
  const { base, quote, path, dates, latest, as_of, source, is_stale } = rates;
  const series = useMemo(
    () => [
      {
        label: `${base}/${quote}`,
        look: "line" as const,
        values: rates.rates.map(Number),
        format: (index: number) => formatDecimal(rates.rates[index] ?? "", 6),
      },
    ],
    [rates, base, quote],
  );
  const through = path.slice(1, -1);
  return (
    <>
      <p className="figure text-2xl">
        {t("1 {base} = {rate} {quote}", { base, rate: formatDecimal(latest, 6), quote })}
      </p>
      <p className="mb-4 flex flex-wrap items-center gap-x-3">
        <Freshness asOf={as_of} source={source} isStale={is_stale} />
        {through.length > 0 && (
          <span className="label">
            {t("worked out by way of {path}", { path: through.join(", ") })}
          </span>
        )}
      </p>
      {dates.length > 1 && (
        <TimeChart
          label={t("{base} in {quote}", { base, quote })}
          dates={dates}
          series={series}
          height={220}
          formatTick={(value, step) => formatNumber(value, decimalsFor(step))}
        />
      )}
    </>
  );
}

/** Decimals that tell a tick from the next one. */
function decimalsFor(step: number): number {
  return Math.max(0, Math.ceil(-Math.log10(step)));
}
