import { describe, expect, it } from "vitest";

import type { Holding } from "@/api/models";

import { nextSorting, sorted } from "./holdings-order";

function holding(symbol: string, unrealised_gain: string | null): Holding {
  return {
    symbol,
    name: symbol,
    quantity: "1",
    average_price: "1",
    cost_basis: "1",
    price: null,
    price_as_of: null,
    source: null,
    is_stale: false,
    market_value: null,
    unrealised_gain,
    unrealised_return: null,
    weight: null,
    isin: null,
    delisted_on: null,
    renamed_to: null,
    formerly: [],
    currency: "USD",
  };
}

const held = [
  holding("SMALL", "9.5"),
  holding("NONE", null),
  holding("LARGE", "100"),
  holding("LOSS", "-20.25"),
];
const order = (direction: "ascending" | "descending") =>
  sorted(held, { column: "unrealised_gain", direction }).map(({ symbol }) => symbol);

describe("the order of holdings", () => {
  it("compares amounts as numbers, and keeps what is not known last both ways", () => {
    expect(order("descending")).toEqual(["LARGE", "SMALL", "LOSS", "NONE"]);
    expect(order("ascending")).toEqual(["LOSS", "SMALL", "LARGE", "NONE"]);
  });

  it("turns round on a second click, and starts figures with the largest", () => {
    const first = nextSorting({ column: "symbol", direction: "ascending" }, "price");
    expect(first).toEqual({ column: "price", direction: "descending" });
    expect(nextSorting(first, "price").direction).toBe("ascending");
  });
});
