import { CURRENCIES } from "@/lib/currencies";
import { dateOfDay, dayNumber } from "@/lib/dates";

export const SPANS = ["1M", "1Y", "5Y"] as const;
export type Span = (typeof SPANS)[number];
export type Pair = { base: string; quote: string; span: Span };

const DAYS: Record<Span, number> = { "1M": 31, "1Y": 366, "5Y": 1827 };
const KNOWN = new Set<string>(CURRENCIES);

/** The pair that an address names; a currency that nobody knows is left out for a common one. */
export function pairOf(search: URLSearchParams): Pair {
  const named = (name: string, otherwise: string) => {
    const code = search.get(name)?.toUpperCase() ?? "";
    return KNOWN.has(code) ? code : otherwise;
  };
  const base = named("base", "USD");
  const span = SPANS.find((one) => one === search.get("span")) ?? "1Y";
  return { base, quote: named("quote", base === "EUR" ? "USD" : "EUR"), span };
}

/** First day of a span that ends with a day. */
export function firstDayOf(span: Span, lastDay: string): string {
  return dateOfDay(dayNumber(lastDay) - DAYS[span]);
}
