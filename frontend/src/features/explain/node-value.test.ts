import { expect, it } from "vitest";

import type { Explanation } from "@/api/models";

import { isConstant, valueOf } from "./node-value";

const node = (part: Partial<Explanation>): Explanation => ({
  label: "",
  value: "0.0123",
  unit: "ratio",
  operation: "fact",
  fact: null,
  children: [],
  days: [],
  points: [],
  ...part,
});

it("writes a ratio as the page does, or by what was done to get it", () => {
  expect(valueOf(node({ operation: "deviation" }))).toBe("1.23%");
  expect(valueOf(node({ operation: "difference", value: "-0.05" }))).toBe("−5.00%");
  expect(valueOf(node({ operation: "product", value: "0.8437" }), "number")).toBe("0.8437");
  expect(valueOf(node({ operation: "product", value: "0.8437" }), "percent")).toBe("84.37%");
});

it("keeps the figures of a number as small as a covariance of daily returns", () => {
  expect(valueOf(node({ operation: "covariance", value: "0.000123456" }))).toBe("0.000123456");
  expect(valueOf(node({ value: "15.874507866" }))).toBe("15.8745");
});

it("writes money in its currency and a price with the digits it was quoted with", () => {
  expect(valueOf(node({ value: "8696.5", unit: "USD" }))).toBe("$8,696.50");
  const price = { kind: "price", reference: "A", day: null, source: null } as const;
  expect(valueOf(node({ value: "1.2345", unit: "USD", fact: price }))).toBe("$1.2345");
});

it("has no value for a series, and a dash for what is not known", () => {
  expect(valueOf(node({ value: null, points: [0.1] }))).toBe("");
  expect(valueOf(node({ value: null }))).toBe("–");
});

it("tells a constant from the rest of a sum, which counts its parts", () => {
  const fact = (kind: "rest" | "convention" | "value", reference: string) =>
    isConstant({ kind, reference, day: null, source: null });
  expect(fact("rest", "12")).toBe(false);
  expect(fact("rest", "1")).toBe(true);
  expect(fact("rest", "Normal quantile")).toBe(true);
  expect(fact("convention", "Trading days a year")).toBe(true);
  expect(fact("value", "AAPL")).toBe(false);
});
