import { expect, it } from "vitest";

import type { Indicators } from "@/api/models";

import { lineOf, onDays, studiesOf } from "./studies";

const DATA = {
  dates: ["2024-01-02", "2024-01-03"],
  indicators: { "sma:50": { sma: [null, 12.5] } },
} as unknown as Indicators;

it("reads studies from an address in a fixed order, and passes over what it does not know", () => {
  expect(studiesOf("macd,nonsense,sma:50")).toEqual(["sma:50", "macd"]);
  expect(studiesOf(null)).toEqual([]);
});

it("places a line on the days of the chart and leaves gaps where there is none", () => {
  const line = lineOf(DATA, "sma:50", "sma");
  expect(onDays(["2024-01-01", "2024-01-02", "2024-01-03"], DATA, line)).toEqual([
    null,
    null,
    12.5,
  ]);
  expect(lineOf(undefined, "macd", "signal")).toEqual([]);
});
