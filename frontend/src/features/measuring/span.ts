import { PERIODS, type Period, type Span } from "@/api/portfolios";
import { isDay } from "@/features/viewpoint/view";

/** The choice of days of one's own beside the named periods. */
export const OWN = "own";

/** What can be measured by name. Risk takes more than a day. */
export const MEASURED: readonly Period[] = ["1d", ...PERIODS];

/** The period an address names: by `period`, or own days by `from` and `to`. */
export function spanOf(search: URLSearchParams): Span {
  const [from, to] = [search.get("from") ?? "", search.get("to") ?? ""];
  if (isDay(from) && isDay(to) && from < to) return { from, to };
  return { period: MEASURED.find((one) => one === search.get("period")) ?? "max" };
}

/** The same address with this period; what is so anyway is left out. */
export function withSpan(search: URLSearchParams, span: Span): URLSearchParams {
  const changed = new URLSearchParams(search);
  for (const name of ["period", "from", "to"]) changed.delete(name);
  if ("from" in span) {
    changed.set("from", span.from);
    changed.set("to", span.to);
  } else if (span.period !== "max") changed.set("period", span.period);
  return changed;
}

export function chosenOf(span: Span): Period | typeof OWN {
  return "from" in span ? OWN : span.period;
}

/** Own days end by the day one looks at; a span wholly after it is all there was by then. */
export function endedBy(span: Span, asOf: string | undefined): Span {
  if (!asOf || !("from" in span) || span.to <= asOf) return span;
  return span.from < asOf ? { from: span.from, to: asOf } : { period: "max" };
}

export type Fault = { field: "from" | "to"; wrong: "none" | "order" | "future" };

/** What is wrong with days of one's own; null for nothing. */
export function faultOf(from: string, to: string, today: string): Fault | null {
  if (!isDay(from)) return { field: "from", wrong: "none" };
  if (!isDay(to)) return { field: "to", wrong: "none" };
  if (to > today) return { field: "to", wrong: "future" };
  return from < to ? null : { field: "to", wrong: "order" };
}
