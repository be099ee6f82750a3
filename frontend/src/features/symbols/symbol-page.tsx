import { useDeferredValue } from "react";
import { useParams } from "react-router";

import { useProfile } from "@/api/market";
import { asApiError, failureOf } from "@/api/errors";
import type { Profile } from "@/api/models";
import { t } from "@/languages/translate";
import { PageHead } from "@/ui/page";
import { ButtonLink } from "@/ui/button";
import { EmptyState, ErrorState } from "@/ui/states";

import { Events } from "./events";
import { Fundamentals } from "./fundamentals";
import { NewsList } from "./news-list";
import { Facts } from "./facts";
import { PriceSection } from "./price-section";
import { SymbolActions } from "./symbol-actions";
import { TrackControl } from "./track-control";
import { YourPosition } from "./your-position";

export function SymbolPage() {
  const { symbol = "" } = useParams();
  const profile = useProfile(symbol);
  // Drawn between other things when it comes.
  const known = useDeferredValue(profile.data);
  return (
    <>
      <PageHead
        title={known?.name ?? symbol}
        over={known ? placeOf(known) : symbol}
        actions={
          <>
            <SymbolActions symbol={symbol} />
            <TrackControl symbol={symbol} />
          </>
        }
      />
      {profile.isError ? (
        <Unknown symbol={symbol} error={profile.error} onRetry={() => void profile.refetch()} />
      ) : (
        <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_18rem]">
          <div className="flex min-w-0 flex-col gap-10">
            <PriceSection key={symbol} symbol={symbol} />
            <YourPosition symbol={symbol} />
            <Fundamentals symbol={symbol} />
            <NewsList symbol={symbol} />
          </div>
          <div className="flex flex-col gap-10">
            <Facts profile={known} />
            {known?.last_day && <Events symbol={symbol} />}
          </div>
        </div>
      )}
    </>
  );
}

function placeOf({ symbol, exchange, currency }: Profile): string {
  return [symbol, exchange, currency].filter(Boolean).join(" · ");
}

function Unknown({
  symbol,
  error,
  onRetry,
}: {
  symbol: string;
  error: unknown;
  onRetry: () => void;
}) {
  if (asApiError(error).status !== 404)
    return <ErrorState failure={failureOf(error)} onRetry={onRetry} />;
  return (
    <EmptyState
      title={t("Nothing is known of {symbol}", { symbol })}
      actions={<ButtonLink to="/market">{t("See tracked symbols")}</ButtonLink>}
    >
      <p>
        {t(
          "No price has been loaded for it. Track it to have its history fetched, or check how your broker writes it: many need an ending for the exchange, as in AZN.L or SAP.DE.",
        )}
      </p>
    </EmptyState>
  );
}
