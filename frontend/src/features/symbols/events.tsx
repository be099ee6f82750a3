import { memo, useState } from "react";

import { useEvents } from "@/api/market";
import type { MarketEvent } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatPrice } from "@/lib/money";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { Skeleton } from "@/ui/states";

const FIRST = 8;

/** Dividends, splits and earnings, newest first; what is still to come says so. */
export const Events = memo(function Events({ symbol }: { symbol: string }) {
  const events = useEvents(symbol);
  const [isLong, setLong] = useState(false);
  return (
    <Section title={t("Events")}>
      <Loaded query={events} skeleton={<Skeleton className="h-48" />} isBelow>
        {(items) => {
          if (items.length === 0) return <p className="text-soft">{t("None known.")}</p>;
          const newest = [...items].sort((a, b) => b.date.localeCompare(a.date));
          return (
            <>
              <ul>
                {newest.slice(0, isLong ? undefined : FIRST).map((event) => (
                  <li
                    key={`${event.kind}${event.date}`}
                    className="flex justify-between gap-4 border-b border-line py-1.5"
                  >
                    <span className="text-faint">
                      {formatDay(event.date)}
                      {event.is_upcoming &&
                        ` · ${event.is_estimate ? t("about then") : t("to come")}`}
                    </span>
                    <span>{eventInWords(event)}</span>
                  </li>
                ))}
              </ul>
              {newest.length > FIRST && !isLong && (
                <Button look="quiet" size="sm" className="mt-2" onClick={() => setLong(true)}>
                  {t("All {count}", { count: newest.length })}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
});

export function eventInWords({
  kind,
  amount,
  currency,
  ratio,
  eps_estimate,
  from_symbol,
  to_symbol,
}: MarketEvent): string {
  switch (kind) {
    case "split":
      return t("Split {ratio}", { ratio });
    case "dividend":
      return amount && currency
        ? t("Dividend {amount}", { amount: formatPrice(amount, currency) })
        : t("Dividend");
    case "earnings":
      return eps_estimate
        ? t("Earnings, {estimate} expected", { estimate: eps_estimate })
        : t("Earnings");
    case "symbol_change":
      return t("{from} became {to}", { from: from_symbol, to: to_symbol });
    case "delisting":
      return t("Left the exchange");
  }
}
