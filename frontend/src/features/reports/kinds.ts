import type { NewReport, ReportFormat } from "@/api/models";
import { t } from "@/languages/translate";

export type ReportKind = NewReport["kind"];

/** `takes`: what of a request makes a difference to a kind, besides formats and words. */
export type Takes = "period" | "currency" | "benchmark" | "lots";
export type KindOfReport = {
  value: ReportKind;
  label: string;
  why: string;
  about: "portfolio" | "symbol" | "watchlist";
  takes: readonly Takes[];
};

export const REPORT_KINDS: KindOfReport[] = [
  {
    value: "portfolio_review",
    label: t("Portfolio review"),
    why: t("Everything in one document: value, return, allocation, holdings, income, risk."),
    about: "portfolio",
    takes: ["period", "currency", "benchmark", "lots"],
  },
  {
    value: "performance",
    label: t("Performance"),
    why: t("Returns by month and year, against the benchmark, with falls."),
    about: "portfolio",
    takes: ["period", "currency", "benchmark"],
  },
  {
    value: "risk",
    label: t("Risk"),
    why: t("Swing, falls, what moves together, and crises replayed."),
    about: "portfolio",
    takes: ["period", "currency", "benchmark"],
  },
  {
    value: "tax_gains",
    label: t("Gains for the tax return"),
    why: t("Every sale lot by lot, with dates, cost, proceeds and gain."),
    about: "portfolio",
    takes: ["currency", "lots"],
  },
  {
    value: "income",
    label: t("Income"),
    why: t("Dividends and interest by holding and month, with tax withheld."),
    about: "portfolio",
    takes: ["currency"],
  },
  {
    value: "stock_analysis",
    label: t("A symbol"),
    why: t("Price, fundamentals and risk of one symbol."),
    about: "symbol",
    takes: ["period"],
  },
  {
    value: "watchlist_digest",
    label: t("A watchlist"),
    why: t("What the symbols of a list did."),
    about: "watchlist",
    takes: [],
  },
];

export const FORMATS: { value: ReportFormat; label: string }[] = [
  { value: "pdf", label: "PDF" },
  { value: "html", label: "HTML" },
  { value: "csv", label: "CSV" },
  { value: "json", label: "JSON" },
  { value: "md", label: "Markdown" },
];

export const PERIODS_OF_REPORT: { value: string; label: string }[] = [
  { value: "1d", label: t("One day") },
  { value: "1w", label: t("One week") },
  { value: "mtd", label: t("This month") },
  { value: "ytd", label: t("This year") },
  { value: "1y", label: t("One year") },
  { value: "3y", label: t("Three years") },
  { value: "5y", label: t("Five years") },
  { value: "max", label: t("From the beginning") },
];

export function kindOf(kind: ReportKind): KindOfReport {
  const found = REPORT_KINDS.find(({ value }) => value === kind);
  if (!found) throw new Error(`no form for a report of kind ${kind}`);
  return found;
}

export function kindLabel(kind: ReportKind): string {
  return REPORT_KINDS.find(({ value }) => value === kind)?.label ?? kind;
}

export function formatLabel(format: ReportFormat): string {
  return FORMATS.find(({ value }) => value === format)?.label ?? format;
}
