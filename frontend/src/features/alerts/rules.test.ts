import { expect, it } from "vitest";

import { alertOf, ruleOf } from "./rules";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

it("sends per cents as exact fractions and prices as they are typed", () => {
  const move = ruleOf("percent_move");
  const price = ruleOf("price_above");
  const moved = alertOf(
    formOf({ symbol: "aapl", threshold: "7.1", window_days: "5" }),
    move,
    "symbol",
  );
  expect(moved).toMatchObject({ symbol: "AAPL", threshold: "0.071", window_days: 5 });
  expect(alertOf(formOf({ threshold: "12,5" }), move, "symbol").threshold).toBe("0.125");
  expect(alertOf(formOf({ threshold: "100" }), move, "symbol").threshold).toBe("1.00");
  expect(alertOf(formOf({ threshold: "187.5" }), price, "symbol").threshold).toBe("187.5");
});
