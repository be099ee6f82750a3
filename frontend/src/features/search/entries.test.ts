import { expect, it } from "vitest";

import type { Portfolio } from "@/api/models";

import { localEntries, matching } from "./entries";
import { PLACES } from "./places";

const SAVINGS = { id: "p1", name: "Savings", base_currency: "EUR" } as Portfolio;
const ENTRIES = localEntries([SAVINGS], PLACES);

it("finds by the beginning of every word typed, in any order", () => {
  expect(matching(ENTRIES, "sav perf").map(({ to }) => to)).toEqual(["/portfolios/p1/performance"]);
  expect(matching(ENTRIES, "vings")).toEqual([]);
});

it("leads to an action of a portfolio", () => {
  expect(matching(ENTRIES, "add tra").map(({ to }) => to)).toEqual([
    "/portfolios/p1/transactions?add=1",
  ]);
});
