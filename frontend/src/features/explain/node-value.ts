import type { Explanation } from "@/api/models";
import {
  formatMoney,
  formatNumber,
  formatPercent,
  formatPercentChange,
  formatPrice,
  formatQuantity,
} from "@/lib/money";

/** How a ratio is written: as a part, as a change with its sign, or as the number it is. */
export type Reading = "number" | "percent" | "change";

/** Measured of daily returns, so written as they are. */
const OF_RETURNS = new Set<Explanation["operation"]>([
  "mean",
  "deviation",
  "downside",
  "quantile",
  "tail_mean",
  "deepest_fall",
]);
const DIGITS = 6;

/** Whether a leaf is a number that comes from nowhere: neither counted nor read. The rest of a sum
 * says in its reference how many parts it stands for; other numbers say what they are. */
export function isConstant({ kind, reference }: NonNullable<Explanation["fact"]>): boolean {
  return kind === "convention" || (kind === "rest" && !(Number(reference) > 1));
}

/** The value of a node as a person reads it; `reading` says how, where the page shows it itself. */
export function valueOf(node: Explanation, reading?: Reading): string {
  const { value, unit, fact } = node;
  if (value === null) return node.points.length > 0 ? "" : "–";
  if (/^[A-Z]{3}$/.test(unit)) {
    return fact?.kind === "price" ? formatPrice(value, unit) : formatMoney(value, unit);
  }
  if (unit !== "ratio" && node.operation !== "irr") return formatQuantity(value);
  return writtenAs(Number(value), reading ?? readingOf(node));
}

function readingOf({ operation, fact }: Explanation): Reading {
  if (operation === "irr" || operation === "difference") return "change";
  if (OF_RETURNS.has(operation)) return "percent";
  return fact?.kind === "returns" ? "change" : "number";
}

function writtenAs(value: number, reading: Reading): string {
  if (reading === "change") return formatPercentChange(value);
  if (reading === "percent") return formatPercent(value);
  return formatNumber(value, digitsOf(value));
}

/** Enough decimals to show six figures of a small number, as a covariance of daily returns is. */
function digitsOf(value: number): number {
  if (value === 0) return 0;
  const size = Math.floor(Math.log10(Math.abs(value)));
  return Math.min(Math.max(DIGITS - 1 - size, 2), 10);
}
