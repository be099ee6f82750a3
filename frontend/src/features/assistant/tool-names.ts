import { t } from "@/languages/translate";

/** A tool call as a person reads it, and the page that shows the same. */
export type Step = {
  name: string;
  arguments: Record<string, unknown>;
  ref: string | null;
};

const TABS: [RegExp, string][] = [
  [/transaction|ledger/, "/transactions"],
  [/performance|return/, "/performance"],
  [/gain|lot/, "/gains"],
  [/income|dividend/, "/income"],
  [/risk|correl/, "/risk"],
  [/scenario|simulat|what_if|optimi|rebalanc/, "/planning"],
];

/** The tools of the service, as it titles them. */
const TITLES: Readonly<Record<string, string>> = {
  alerts: t("Alerts"),
  allocation: t("Allocation"),
  attribution: t("What moved the portfolio"),
  best_and_worst: t("Best and worst periods"),
  calculator: t("Calculator"),
  costs: t("Fees and taxes"),
  define: t("Define a term"),
  draft_alert: t("Draft an alert"),
  draft_transaction: t("Draft a transaction"),
  events: t("Dividends and splits"),
  exchange_rate: t("Exchange rates"),
  explain: t("Explain a figure"),
  fundamentals: t("Fundamentals"),
  gains: t("Gains"),
  history: t("Price history"),
  holdings: t("Holdings"),
  income: t("Income"),
  indicators: t("Technical indicators"),
  news: t("News"),
  optimise: t("Optimise"),
  passage: t("Read a passage"),
  performance: t("Performance"),
  portfolios: t("Portfolios"),
  profile: t("Profile of a symbol"),
  quotes: t("Quotes"),
  rebalance: t("Rebalance"),
  reports: t("Reports"),
  request_report: t("Request a report"),
  risk: t("Risk"),
  scenario: t("Scenarios"),
  search_passages: t("Search documents"),
  search_symbols: t("Find a symbol"),
  simulate: t("Simulate the future"),
  summary: t("Summary"),
  transactions: t("Transactions"),
  what_if: t("What if"),
};

/** Periods by the names that tools know. */
const PERIODS: Readonly<Record<string, string>> = {
  max: t("since the beginning"),
  ytd: t("this year"),
  mtd: t("this month"),
  "1d": t("one day"),
  "1w": t("one week"),
  "1m": t("one month"),
  "3m": t("three months"),
  "6m": t("six months"),
  "1y": t("one year"),
  "3y": t("three years"),
  "5y": t("five years"),
};

export function toolTitle(name: string): string {
  const words = name.replaceAll("_", " ");
  return TITLES[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The title of a tool, with what it was asked about; a tool not known here by its own name. */
export function stepName({ name, arguments: given }: Step): string {
  const about = [given.symbol, given.symbols, given.query, given.period]
    .flat()
    .filter(isText)
    .map((one) => PERIODS[one] ?? one);
  const title = toolTitle(name);
  return about.length > 0 ? `${title}: ${about.join(", ")}` : title;
}

export function placeOf({ name, arguments: given }: Step): string | undefined {
  if (isText(given.portfolio_id)) {
    const tab = TABS.find(([sign]) => sign.test(name))?.[1] ?? "";
    return `/portfolios/${given.portfolio_id}${tab}`;
  }
  return isText(given.symbol) ? `/symbols/${encodeURIComponent(given.symbol)}` : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
