import type { Holding } from "@/api/models";
import { compareDecimals } from "@/lib/decimal";

/** Orders of the holdings table. What has no price comes last, whichever way it is sorted. */
export const COLUMNS = {
  symbol: (a, b) => a.symbol.localeCompare(b.symbol),
  quantity: byDecimal((one) => one.quantity),
  price: byDecimal((one) => one.price),
  market_value: byNumber((one) => one.weight),
  cost_basis: byDecimal((one) => one.cost_basis),
  unrealised_gain: byDecimal((one) => one.unrealised_gain),
  unrealised_return: byNumber((one) => one.unrealised_return),
} satisfies Record<string, Order>;

type Order = (a: Holding, b: Holding) => number | "last" | "first";
export type Column = keyof typeof COLUMNS;
export type Sorting = { column: Column; direction: "ascending" | "descending" };

export function sorted(holdings: readonly Holding[], { column, direction }: Sorting): Holding[] {
  const turn = direction === "ascending" ? 1 : -1;
  const order: Order = COLUMNS[column];
  return [...holdings].sort((a, b) => {
    const result = order(a, b);
    if (result === "last") return 1;
    if (result === "first") return -1;
    return result * turn;
  });
}

/** A second click turns the order round; text starts ascending, figures with the largest. */
export function nextSorting(current: Sorting, column: Column): Sorting {
  if (current.column !== column) {
    return { column, direction: column === "symbol" ? "ascending" : "descending" };
  }
  return { column, direction: current.direction === "ascending" ? "descending" : "ascending" };
}

function byDecimal(value: (one: Holding) => string | null): Order {
  return (a, b) => missingLast(value(a), value(b), compareDecimals);
}

function byNumber(value: (one: Holding) => number | null): Order {
  return (a, b) => missingLast(value(a), value(b), (x, y) => x - y);
}

function missingLast<T>(
  a: T | null,
  b: T | null,
  compare: (a: T, b: T) => number,
): number | "last" | "first" {
  if (a === null && b === null) return 0;
  if (a === null) return "last";
  return b === null ? "first" : compare(a, b);
}
