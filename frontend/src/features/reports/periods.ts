import type { Report, ReportSchedule } from "@/api/models";
import { locale } from "@/languages/language";
import { t } from "@/languages/translate";
import { dayNumber, formatDay } from "@/lib/dates";

import { kindOf, PERIODS_OF_REPORT } from "./kinds";

/** How many years back a year can be chosen. */
const YEARS = 15;

/** The years that can be reported on, the latest first. */
export function yearsUntil(today: string): string[] {
  const last = Number(today.slice(0, 4));
  return Array.from({ length: YEARS }, (_, ago) => String(last - ago));
}

const monthName = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });

/** The parts of a year as the service writes them after it: nothing, `-Q1` or `-03`. */
export const PARTS_OF_YEAR: { value: string; label: string }[] = [
  { value: "", label: t("the whole year") },
  ...[1, 2, 3, 4].map((number) => ({
    value: `-Q${number}`,
    label: t("quarter {number}", { number }),
  })),
  ...Array.from({ length: 12 }, (_, index) => ({
    value: `-${String(index + 1).padStart(2, "0")}`,
    label: monthName.format(Date.UTC(2000, index, 1)),
  })),
];

/** The tax year one files now: in the first half of a year that is the one before. */
export function taxYearToFile(today: string): string {
  const [year = "", month = ""] = today.split("-");
  return String(Number(year) - (month < "07" ? 1 : 0));
}

/** A written period: "2024", "quarter 1, 2024" or "March 2024". */
function writtenPeriod(period: string): string {
  const [year = "", part] = period.split("-");
  if (part === undefined) return year;
  const label = PARTS_OF_YEAR.find(({ value }) => value === `-${part}`)?.label ?? part;
  return part.startsWith("Q") ? `${label}, ${year}` : `${label} ${year}`;
}

function isWritten(period: string): boolean {
  return /^\d{4}/.test(period);
}

/** Which days a report is about, as far as it is about days at all. */
export function daysOf(report: Report | ReportSchedule): string | null {
  const { kind, period, year } = report;
  if (!kindOf(kind).takes.includes("period")) return year === null ? null : String(year);
  if (isWritten(period)) return writtenPeriod(period);
  const [from, to] = "from" in report ? [report.from, report.to] : [null, null];
  if (from && to) return t("{first} to {last}", { first: formatDay(from), last: formatDay(to) });
  if (from) return t("from {day}", { day: formatDay(from) });
  return PERIODS_OF_REPORT.find(({ value }) => value === period)?.label ?? period;
}

/** Whether two days, as typed, are a span; an open end is one. */
export function isSpan(from: string, to: string): boolean {
  return from === "" || to === "" || dayNumber(from) <= dayNumber(to);
}
