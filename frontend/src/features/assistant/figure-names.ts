import type { Citation } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatDecimal, formatPercent } from "@/lib/money";

/** The fields of what tools answer, as a person calls them. */
const FIGURES: Readonly<Record<string, string>> = {
  amount: t("amount"),
  as_of: t("as of"),
  average_price: t("average price"),
  beta: t("beta"),
  change: t("change"),
  close: t("closing price"),
  contributed: t("paid in"),
  cost_basis: t("cost"),
  current: t("now"),
  day_change: t("change on the day"),
  day_change_return: t("change on the day"),
  depth: t("depth"),
  dividend_yield: t("dividend yield"),
  ex_date: t("ex-dividend day"),
  fee: t("fee"),
  fees: t("fees"),
  fees_total: t("fees"),
  first_day: t("first day"),
  from: t("beginning"),
  fx_effect: t("effect of exchange rates"),
  gain: t("gain"),
  income: t("income"),
  last_twelve_months: t("last twelve months"),
  losing_periods: t("periods at a loss"),
  market: t("the whole market"),
  market_value: t("market value"),
  matrix: t("correlation"),
  name: t("name"),
  net_contributions: t("net contributions"),
  observations: t("days with prices"),
  optimal: t("in the other mix"),
  paths: t("futures drawn"),
  peak: t("high before it"),
  periods: t("periods"),
  price: t("price"),
  price_as_of: t("day of the price"),
  probability_of_goal: t("chance of the goal"),
  probability_of_loss: t("chance of a loss"),
  quantity: t("quantity"),
  rate: t("rate"),
  realised_gain: t("realised gain"),
  recovery: t("recovered"),
  result: t("result"),
  return: t("return"),
  rsi: t("RSI"),
  share: t("share"),
  sharpe: t("Sharpe ratio"),
  simple_return: t("simple return"),
  sortino: t("Sortino ratio"),
  taxes: t("taxes"),
  taxes_total: t("taxes"),
  to: t("end"),
  total_count: t("how many"),
  total_value: t("total value"),
  trade_date: t("trade date"),
  trough: t("lowest point"),
  twr: t("time-weighted return"),
  unrealised_gain: t("unrealised gain"),
  unrealised_return: t("unrealised return"),
  value: t("value"),
  value_by_quantile: t("simulated value"),
  var_95: t("value at risk, 95 %"),
  var_99: t("value at risk, 99 %"),
  volatility: t("volatility"),
  weight: t("weight"),
  winning_periods: t("periods with a gain"),
  withheld_tax: t("withheld tax"),
  xirr: t("money-weighted return"),
  year: t("year"),
};

/** Which of several figures of one name. */
const OF: Readonly<Record<string, string>> = {
  best: t("best period"),
  worst: t("worst period"),
  optimal: t("other mix"),
  current: t("today’s mix"),
  max_drawdown: t("deepest fall"),
  converted: t("converted"),
  expected: t("expected"),
  benchmark: t("benchmark"),
  arguments: t("as asked"),
};

const FRACTIONS =
  /^(weight|share|twr|xirr|.*return|change|depth|volatility|var_\d+|probability_.*|current|optimal|.*yield)$/;
const PLACE = /^\d+$/;

/** What a figure is called: its row, which of several, its name. */
export function figureName({ path, about }: Pick<Citation, "path" | "about">): string {
  const parts = (path ?? "").split("/").filter(Boolean);
  const names = parts.filter((part) => !PLACE.test(part));
  const last = names.at(-1);
  // A key in place of a field: a quantile, a kind of indicator.
  const [field, key] = isKey(last) ? [names.at(-2), last] : [last, undefined];
  const of = names.slice(0, -1).find((part) => part !== field && part in OF);
  const named = [about && dayOr(about), of && OF[of], field && inWords(field), key && keyOf(key)];
  return named.filter(Boolean).join(" · ");
}

/** The value as people write it; undefined where it is more than one. */
export function figureValue({ path, value }: Pick<Citation, "path" | "value">): string | undefined {
  const told: unknown = value;
  if (typeof told !== "string" && typeof told !== "number") return undefined;
  if (typeof told === "string" && /^[[{]/.test(told)) return undefined;
  const text = dayOr(String(told));
  if (text === "" || !/^-?\d+(\.\d+)?$/.test(text)) return text || undefined;
  const field = path?.split("/").findLast((part) => !PLACE.test(part)) ?? "";
  if (field === "year") return text;
  // A fraction; more than that is an amount of the same name.
  const isShock = path?.startsWith("/arguments/shocks/") ?? false;
  const isFraction = (isShock || FRACTIONS.test(field)) && Math.abs(Number(text)) < 20;
  return isFraction ? formatPercent(Number(text), 2) : formatDecimal(text, 4);
}

function isKey(part: string | undefined): boolean {
  return part !== undefined && /^0\.\d+$/.test(part);
}

function keyOf(key: string): string {
  return formatPercent(Number(key), 0);
}

function inWords(field: string): string {
  return FIGURES[field] ?? field.replaceAll("_", " ");
}

function dayOr(text: string): string {
  return text.replace(/\d{4}-\d{2}-\d{2}/g, formatDay);
}
