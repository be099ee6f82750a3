import { locale } from "@/languages/language";
import { t } from "@/languages/translate";

/** Trading dates are calendar days (`YYYY-MM-DD`) and are shown as such, in no time zone. */
const DAY_MS = 86_400_000;

// Each takes the browser a while to make, and hardly a page needs them all.
const day = made({ dateStyle: "medium", timeZone: "UTC" });
const dayShort = made({ day: "numeric", month: "short", timeZone: "UTC" });
const month = made({ month: "short", year: "numeric", timeZone: "UTC" });
const instant = made({ dateStyle: "medium", timeStyle: "short" });
let relative: Intl.RelativeTimeFormat | undefined;

function made(options: Intl.DateTimeFormatOptions): (time: number) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (time) => (format ??= new Intl.DateTimeFormat(locale, options)).format(time);
}

/** Days since 1970, the horizontal axis of every chart. */
export function dayNumber(date: string): number {
  return Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY_MS;
}

export function dateOfDay(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

export function formatDay(date: string): string {
  return day(dayNumber(date) * DAY_MS);
}

export function formatDayShort(number: number): string {
  return dayShort(number * DAY_MS);
}

export function formatMonth(number: number): string {
  return month(number * DAY_MS);
}

export function formatInstant(timestamp: string): string {
  return instant(Date.parse(timestamp));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "3 days ago", from a timestamp or a trading date. */
export function formatAge(timestamp: string, now: number = Date.now()): string {
  const passed = now - Date.parse(timestamp);
  const [unit, size] = STEPS.find(([, step]) => passed >= step) ?? ["minute", 60_000];
  if (passed < 60_000) return t("just now");
  relative ??= new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return relative.format(-Math.floor(passed / size), unit);
}

export function today(): string {
  const now = new Date();
  return dateOfDay((now.getTime() - now.getTimezoneOffset() * 60_000) / DAY_MS);
}
