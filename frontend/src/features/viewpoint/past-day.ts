import type { Viewpoint } from "@/api/viewpoint";

/** The past day that an address names, and the day up to which its ledger is known. */
export type PastDay = { asOf: string; knownBy: string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export function pastDayOf(search: URLSearchParams): PastDay | null {
  const [asOf, knownBy] = ["as_of", "known_by"].map((name) => {
    const text = search.get(name) ?? "";
    return isDay(text) ? text : "";
  });
  return asOf || knownBy ? { asOf: asOf ?? "", knownBy: knownBy ?? "" } : null;
}

/** What the service is asked for: a ledger known by a day is that of the end of it, in the reader's
 * own time zone. */
export function viewpointOf({ asOf, knownBy }: PastDay): Viewpoint {
  return {
    ...(asOf ? { as_of: asOf } : {}),
    ...(knownBy ? { known_at: new Date(`${knownBy}T23:59:59.999`).toISOString() } : {}),
  };
}

export type Fault = "none" | "future";

/** What is wrong with a chosen day; null for nothing. */
export function faultOf(day: string, today: string): Fault | null {
  if (!isDay(day)) return "none";
  return day > today ? "future" : null;
}
