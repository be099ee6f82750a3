import { dateOfDay, dayNumber } from "@/lib/dates";

export const RANGES = ["1M", "6M", "1Y", "5Y", "Max"] as const;
export type Range = (typeof RANGES)[number];

const DAYS: Record<Exclude<Range, "Max">, number> = { "1M": 31, "6M": 183, "1Y": 366, "5Y": 1827 };

/** First day of a range counted back from a day; null for all there is. */
export function firstDay(range: Range, lastDay: string): string | null {
  return range === "Max" ? null : dateOfDay(dayNumber(lastDay) - DAYS[range]);
}
