import type { Gains } from "@/api/models";
import { LOT_METHODS } from "@/features/portfolios/lot-methods";
import { t } from "@/languages/translate";

type Method = Gains["method"];

/** What a reading of gains can be matched by; a portfolio itself is kept by one of the first. */
export const GAINS_METHODS: readonly { value: Method; label: string }[] = [
  ...LOT_METHODS,
  { value: "uk_s104", label: t("United Kingdom: same day, 30 days, section 104") },
];

/** How a disposal was matched by the rules of the United Kingdom; undefined for other methods. */
const RULES: Readonly<Record<string, string>> = {
  same_day: t("the same day"),
  thirty_days: t("within 30 days"),
  section_104: t("from the pool"),
};

export function ruleOf(method: Method, openedBy: string): string | undefined {
  return method === "uk_s104" ? RULES[openedBy] : undefined;
}

type Lot = Gains["realised"][number];

/** How the service names a piece of a lot where its tree is asked for. A pool has no day on which it
 * was opened. */
export function keyOf(method: Method, { closed, closed_by, opened, opened_by }: Lot): string {
  if (method !== "uk_s104") return `${closed_by}/${opened_by}`;
  return [closed, opened_by, ...(opened_by === "section_104" ? [] : [opened])].join("/");
}

/** The year in which the tax year of a sale begins: in the United Kingdom on 6 April. */
export function taxYearOf(method: Method, closed: string): string {
  const year = closed.slice(0, 4);
  const isBefore = method === "uk_s104" && closed.slice(5) < "04-06";
  return isBefore ? String(Number(year) - 1) : year;
}

/** "2020", or "2020/21" where a tax year is no calendar year. */
export function yearInWords(method: Method, year: string): string {
  if (method !== "uk_s104") return year;
  return `${year}/${String((Number(year) + 1) % 100).padStart(2, "0")}`;
}
