import { expect, it } from "vitest";

import type { Alert } from "@/api/models";

import { alertOf, ruleOf, targetsOf, typedTargets, typedThreshold } from "./rules";

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

it("reads a mix as it is typed, in fractions, and writes it back the same", () => {
  expect(targetsOf("aapl 60, SPY: 33,5%; BRK-B 6.5")).toEqual({
    AAPL: "0.60",
    SPY: "0.335",
    "BRK-B": "0.065",
  });
  expect(typedTargets({ AAPL: 0.6, SPY: 0.335 })).toBe("AAPL 60, SPY 33.5");
});

it("shows a fraction in per cent without the noise of floats, and a price as it is", () => {
  const alert = (threshold: string | number) => ({ threshold }) as Alert;
  expect(typedThreshold(alert(0.07), ruleOf("percent_move"))).toBe("7");
  expect(typedThreshold(alert("187.50"), ruleOf("price_above"))).toBe("187.50");
});

it("keeps what the form does not ask of an alert that is changed", () => {
  const old = { enabled: false, hysteresis: 0.01, short_days: 20, long_days: 100 } as Alert;
  const changed = alertOf(
    formOf({ symbol: "SPY", cooldown_days: "5" }),
    ruleOf("moving_average_cross"),
    "symbol",
    old,
  );
  expect(changed).toMatchObject({
    enabled: false,
    hysteresis: "0.01",
    short_days: 20,
    long_days: 100,
    cooldown_days: 5,
  });
});
