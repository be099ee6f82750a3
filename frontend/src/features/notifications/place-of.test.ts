import { expect, it } from "vitest";

import { placeOf } from "./place-of";

const NOWHERE = { link: null, symbol: null, portfolio_id: null };

it("leads to what a notice is about", () => {
  expect(placeOf({ ...NOWHERE, link: "/alerts/a-1", symbol: "AAPL" })).toBe("/alerts/a-1");
  expect(placeOf({ ...NOWHERE, link: "/" })).toBe("/portfolios");
  expect(placeOf({ ...NOWHERE, symbol: "BRK/B" })).toBe("/symbols/BRK%2FB");
  expect(placeOf({ ...NOWHERE, portfolio_id: "p-1" })).toBe("/portfolios/p-1");
  expect(placeOf(NOWHERE)).toBeUndefined();
});

it("never leads to another site", () => {
  for (const link of [
    "//evil.test",
    "/\\evil.test",
    "/\t/evil.test",
    "https://evil.test",
    "javascript:alert(1)",
  ]) {
    expect(placeOf({ ...NOWHERE, link })).toBeUndefined();
  }
});
