import { PERIODS, type Period, type Span } from "@/api/portfolios";
import { isDay } from "@/features/viewpoint/past-day";

/** What an address asks to be measured: named periods by `period`, own days by `from` and `to`. */
export type Asked = { span: Span; benchmark: string };

/** The choice of days of one's own beside the named periods. */
export const OWN = "own";

export function askedOf(search: URLSearchParams): Asked {
  const [from, to] = [search.get("from") ?? "", search.get("to") ?? ""];
  const period = PERIODS.find((one) => one === search.get("period")) ?? "max";
  const isOwn = isDay(from) && isDay(to) && from < to;
  return {
    span: isOwn ? { from, to } : { period },
    benchmark: search.get("benchmark")?.toUpperCase() ?? "",
  };
}

/** The address that asks for it; what is so anyway is left out. */
export function searchOf({ span, benchmark }: Asked): URLSearchParams {
  const search = new URLSearchParams();
  if ("from" in span) {
    search.set("from", span.from);
    search.set("to", span.to);
  } else if (span.period !== "max") search.set("period", span.period);
  if (benchmark) search.set("benchmark", benchmark);
  return search;
}

export function chosenOf(span: Span): Period | typeof OWN {
  return "from" in span ? OWN : span.period;
}

export type Fault = { field: "from" | "to"; wrong: "none" | "order" | "future" };

/** What is wrong with days of one's own; null for nothing. */
export function faultOf(from: string, to: string, today: string): Fault | null {
  if (!isDay(from)) return { field: "from", wrong: "none" };
  if (!isDay(to)) return { field: "to", wrong: "none" };
  if (to > today) return { field: "to", wrong: "future" };
  return from < to ? null : { field: "to", wrong: "order" };
}
