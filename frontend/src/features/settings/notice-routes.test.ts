import { expect, it } from "vitest";

import { goesTo, routed } from "./notice-routes";

it("sends everything everywhere until told otherwise", () => {
  expect(goesTo({}, "alert", "email")).toBe(true);
  expect(goesTo({ alert: [] }, "alert", "email")).toBe(false);
  expect(goesTo({ alert: [] }, "report", "webhook")).toBe(true);
});

it("turns one road off and leaves the others", () => {
  const off = routed({}, "alert", "email", false);
  expect(off).toEqual({ alert: ["webhook"] });
  expect(routed(off, "alert", "webhook", false)).toEqual({ alert: [] });
  expect(routed(off, "alert", "email", true)).toEqual({ alert: ["webhook", "email"] });
});
