import type { NewReport, Report, ReportFormat } from "@/api/models";
import { textOf } from "@/lib/forms";

import { kindOf, REPORT_KINDS, type ReportKind } from "./kinds";

/** How the days of a report are said: by a name, as a part of a year, or by first and last day. */
export type Span = "named" | "written" | "days";

/** What a form begins with: from links to here, or from a report that is to be made again. */
export type Beginning = {
  kind: ReportKind;
  portfolioId: string | null;
  watchlistId: string | null;
  symbol: string;
  span: Span;
  period: string;
  from: string;
  to: string;
  formats: ReportFormat[];
  paper: NewReport["paper"];
  hasWords: boolean;
  currency: string;
  benchmark: string;
  method: string;
  /** Of a report that is made again; null begins with the year to file. */
  year: string | null;
};

/** Where paper is sold by the inch. */
const LETTER = /-(US|CA|MX|PH|CL|CO|VE|CR|GT|PA|DO|PR)\b/i;

export function paperOf(language: string): NewReport["paper"] {
  return LETTER.test(language) ? "letter" : "a4";
}

/** The address may say which kind and about what. */
export function beginningOf(asked: URLSearchParams, language: string): Beginning {
  return {
    kind: REPORT_KINDS.find(({ value }) => value === asked.get("new"))?.value ?? "portfolio_review",
    portfolioId: asked.get("portfolio"),
    watchlistId: asked.get("watchlist"),
    symbol: asked.get("symbol") ?? "",
    span: "named",
    period: "ytd",
    from: "",
    to: "",
    formats: ["pdf"],
    paper: paperOf(language),
    hasWords: true,
    currency: "",
    benchmark: "",
    method: "",
    year: null,
  };
}

/** The same again; a report up to its own last day is made up to today. */
export function againOf(report: Report): Beginning {
  const { kind, portfolio_id, watchlist_id, symbol, period, from, to } = report;
  const isWritten = /^\d{4}/.test(period);
  return {
    kind,
    portfolioId: portfolio_id,
    watchlistId: watchlist_id,
    symbol: symbol ?? "",
    span: isWritten ? "written" : from ? "days" : "named",
    period,
    from: from ?? "",
    to: to ?? "",
    formats: report.formats.filter((format) => format !== "md" || report.formats.length === 1),
    paper: report.paper,
    hasWords: report.narrative,
    currency: report.currency ?? "",
    benchmark: report.benchmark ?? "",
    method: report.method ?? "",
    year: report.year === null ? "" : String(report.year),
  };
}

/** What a form asks for; of what its kind does not take, nothing. Markdown is always made as well:
 * the preview reads it. */
export function reportOf(form: FormData, kind: ReportKind, formats: readonly ReportFormat[]) {
  const { about, takes } = kindOf(kind);
  const said = (name: string) => textOf(form, name) || null;
  const only = (name: string, what: (typeof takes)[number]) =>
    takes.includes(what) ? said(name) : null;
  const year = only("year", "lots");
  const report: NewReport = {
    kind,
    portfolio_id: about === "portfolio" ? said("portfolio_id") : null,
    watchlist_id: about === "watchlist" ? said("watchlist_id") : null,
    symbol: about === "symbol" ? (said("symbol")?.toUpperCase() ?? null) : null,
    ...(takes.includes("period") ? daysOf(form) : { period: "max" }),
    currency: only("currency", "currency"),
    benchmark: only("benchmark", "benchmark")?.toUpperCase() ?? null,
    method: only("method", "lots") as NewReport["method"] & string,
    year: year === null ? null : Number(year),
    formats: [...new Set<ReportFormat>([...formats, "md"])],
    paper: said("paper") === "letter" ? "letter" : "a4",
    narrative: form.has("narrative"),
    schedule: scheduleOf(said("every"), said("after")),
  };
  return report;
}

function daysOf(form: FormData): Pick<NewReport, "period" | "from" | "to"> {
  const span = textOf(form, "span");
  if (span === "written") return { period: textOf(form, "year_of") + textOf(form, "part") };
  if (span !== "days") return { period: span || "ytd" };
  return { period: "max", from: textOf(form, "from") || null, to: textOf(form, "to") || null };
}

function scheduleOf(every: string | null, after: string | null): NewReport["schedule"] {
  const repeat = every === "monthly" || every === "quarterly" ? every : null;
  return after === null ? repeat : { every: repeat, after };
}
