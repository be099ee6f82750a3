import { expect, it } from "vitest";

import { isLeap, rowsInSight } from "./use-row-window";

it("shows the rows on the screen and some on either side, in steps", () => {
  // Row 100 is at the top of a screen of 800 pixels, which holds 16 rows of 50.
  expect(rowsInSight(-5000, 800, 10_000, 50)).toEqual({ first: 84, last: 132 });
});

it("never leaves the rows there are", () => {
  expect(rowsInSight(300, 800, 5, 50)).toEqual({ first: 0, last: 5 });
  expect(rowsInSight(-1_000_000, 800, 20, 50)).toEqual({ first: 20, last: 20 });
});

it("tells a leap, after which most rows are others, from a scroll", () => {
  expect(isLeap({ first: 84, last: 132 }, { first: 102, last: 150 })).toBe(false);
  expect(isLeap({ first: 84, last: 132 }, { first: 120, last: 168 })).toBe(true);
  expect(isLeap({ first: 84, last: 132 }, { first: 9_000, last: 9_048 })).toBe(true);
});

it("does not take the first rows for a leap", () => {
  expect(isLeap({ first: 0, last: 0 }, { first: 0, last: 30 })).toBe(false);
});
