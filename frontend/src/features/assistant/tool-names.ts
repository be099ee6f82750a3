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

/** `get_portfolio_summary` → "Portfolio summary", with what it was asked about. */
export function stepName({ name, arguments: given }: Step): string {
  const words = name.replace(/^(get|list|find|read)_/, "").replaceAll("_", " ");
  const about = [given.symbol, given.symbols, given.query, given.period].flat().filter(isText);
  const title = words.charAt(0).toUpperCase() + words.slice(1);
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
