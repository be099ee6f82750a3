import type { Viewpoint } from "@/api/viewpoint";

/** How an address looks at a portfolio: the day its readings are of, the day up to which its ledger
 * is known, the currency of amounts. Empty is today, all that is recorded, and the portfolio's own. */
export type View = { asOf: string; knownBy: string; currency: string };

export const USUAL: View = { asOf: "", knownBy: "", currency: "" };

const NAMES = { asOf: "as_of", knownBy: "known_at", currency: "currency" } as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CURRENCY = /^[A-Z]{3}$/;

export function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export function viewOf(search: URLSearchParams): View {
  const read = (name: keyof View, is: (text: string) => boolean) => {
    const text = search.get(NAMES[name]) ?? "";
    return is(text) ? text : "";
  };
  return {
    asOf: read("asOf", isDay),
    knownBy: read("knownBy", isDay),
    currency: read("currency", (text) => CURRENCY.test(text)),
  };
}

/** The same address, looked at so. */
export function withView(search: URLSearchParams, view: View): URLSearchParams {
  const changed = new URLSearchParams(search);
  for (const [field, name] of Object.entries(NAMES)) {
    const value = view[field as keyof View];
    if (value) changed.set(name, value);
    else changed.delete(name);
  }
  return changed;
}

/** What other addresses of the same portfolio keep of this one: nothing but how it is looked at. */
export function keptOf(search: URLSearchParams): string {
  const kept = withView(new URLSearchParams(), viewOf(search)).toString();
  return kept && `?${kept}`;
}

/** What the service is asked for: a ledger known by a day is that of the end of it, in the reader's
 * own time zone. */
export function viewpointOf({ asOf, knownBy, currency }: View): Viewpoint {
  return {
    ...(asOf ? { as_of: asOf } : {}),
    ...(knownBy ? { known_at: new Date(`${knownBy}T23:59:59.999`).toISOString() } : {}),
    ...(currency ? { currency } : {}),
  };
}

/** Whether a chosen day is still to come. */
export function isToCome(day: string, today: string): boolean {
  return day > today;
}
