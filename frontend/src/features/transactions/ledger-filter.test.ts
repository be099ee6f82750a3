import { expect, it } from "vitest";

import type { Transaction } from "@/api/models";

import { filtered, filterOf, yearsOf } from "./ledger-filter";

const LEDGER = [
  { kind: "buy", symbol: "AAPL", trade_date: "2021-03-01", note: null },
  { kind: "sell", symbol: "AAPL", trade_date: "2020-01-02", note: "to pay the Roof" },
  { kind: "deposit", symbol: null, trade_date: "2020-01-01", note: null },
] as Transaction[];

const days = (address: string) =>
  filtered(LEDGER, filterOf(new URLSearchParams(address))).map(({ trade_date }) => trade_date);

it("finds by the beginning of a symbol or a part of a note, whatever the case", () => {
  expect(days("text=aap")).toEqual(["2021-03-01", "2020-01-02"]);
  expect(days("text=roof")).toEqual(["2020-01-02"]);
  expect(days("text=PL")).toEqual([]);
});

it("joins kind and year", () => {
  expect(days("kind=deposit&year=2020")).toEqual(["2020-01-01"]);
  expect(days("kind=nonsense")).toHaveLength(3);
  expect(yearsOf(LEDGER)).toEqual(["2021", "2020"]);
});

it("reads from one day to another, both in it, or open on a side", () => {
  expect(days("from=2020-01-02&to=2021-03-01")).toEqual(["2021-03-01", "2020-01-02"]);
  expect(days("to=2020-01-01")).toEqual(["2020-01-01"]);
  expect(days("from=2020-01-02&kind=buy")).toEqual(["2021-03-01"]);
  expect(days("from=2021-01-01&to=2020-01-01")).toEqual([]);
  expect(days("year=days")).toHaveLength(3);
  expect(days("from=never")).toHaveLength(3);
});
