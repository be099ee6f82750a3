import { expect, it } from "vitest";

import { rowsInSight } from "./use-row-window";

it("shows the rows on the screen and some on either side, in steps", () => {
  // Row 100 is at the top of a screen of 800 pixels, which holds 16 rows of 50.
  expect(rowsInSight(-5000, 800, 10_000, 50)).toEqual({ first: 84, last: 132 });
});

it("never leaves the rows there are", () => {
  expect(rowsInSight(300, 800, 5, 50)).toEqual({ first: 0, last: 5 });
  expect(rowsInSight(-1_000_000, 800, 20, 50)).toEqual({ first: 20, last: 20 });
});
