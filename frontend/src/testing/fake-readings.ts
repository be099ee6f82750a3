import type { Allocation, Explanation, Holdings, Transaction } from "@/api/models";

import { LAST_DAY } from "./prices";

export function allocationOf({ items, total_value, currency, as_of }: Holdings): Allocation {
  return {
    as_of,
    by: "sector",
    currency,
    total_value,
    unpriced: [],
    slices: [
      {
        key: "unknown",
        label: "unknown",
        symbols: items.map(({ symbol }) => symbol),
        value: total_value ?? "0",
        weight: 1,
      },
    ],
  };
}

/** One step of a tree: shares of the first holding times its close. */
export function explanationOf(ledger: readonly Transaction[]): Explanation {
  const symbol = ledger[0]?.symbol ?? "AAPL";
  const fact = (kind: "share" | "price", reference: string, source: string) => ({
    kind,
    reference,
    source,
    day: LAST_DAY,
  });
  return {
    label: `Value of ${symbol}`,
    value: "8696.50",
    unit: "USD",
    operation: "product",
    fact: null,
    days: [],
    points: [],
    children: [
      {
        label: `${symbol} held`,
        value: "50",
        unit: "shares",
        operation: "fact",
        children: [],
        days: [],
        points: [],
        fact: fact("share", ledger[0]?.id ?? "tx", "manual"),
      },
      {
        label: `Close of ${LAST_DAY}`,
        value: "173.93",
        unit: "USD",
        operation: "fact",
        children: [],
        days: [],
        points: [],
        fact: fact("price", symbol, "yahoo"),
      },
    ],
  };
}
