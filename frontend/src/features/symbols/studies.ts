import type { Indicators } from "@/api/models";
import { t } from "@/languages/translate";

/** What can be laid over the price or drawn under it, by the name the service knows it by. */
export type Study = "sma:50" | "sma:200" | "ema:20" | "bbands:20" | "rsi:14" | "macd";

export const STUDIES: { value: Study; label: string; why: string }[] = [
  { value: "sma:50", label: t("50 days"), why: t("Average close of the last 50 trading days") },
  { value: "sma:200", label: t("200 days"), why: t("Average close of the last 200 trading days") },
  { value: "ema:20", label: t("EMA 20"), why: t("Average that weighs the last days more") },
  {
    value: "bbands:20",
    label: t("Bollinger"),
    why: t("Two standard deviations around the average of 20 days"),
  },
  { value: "rsi:14", label: "RSI", why: t("Ups against downs of 14 days, from 0 to 100") },
  { value: "macd", label: "MACD", why: t("A fast average less a slow one, and its own average") },
];

export function studiesOf(text: string | null): Study[] {
  const named = new Set(text?.split(",") ?? []);
  return STUDIES.map(({ value }) => value).filter((value) => named.has(value));
}

/** One line of an indicator, over the days it was computed for; empty while it is not here. */
export function lineOf(
  data: Indicators | undefined,
  study: Study,
  line: string,
): readonly (number | null)[] {
  return data?.indicators[study]?.[line] ?? [];
}

/** A line placed on other days: null where it has none. */
export function onDays(
  days: readonly string[],
  data: Indicators | undefined,
  line: readonly (number | null)[],
): (number | null)[] {
  const byDay = new Map(data?.dates.map((date, index) => [date, line[index] ?? null]));
  return days.map((day) => byDay.get(day) ?? null);
}
