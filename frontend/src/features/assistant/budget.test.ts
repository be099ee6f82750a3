import { expect, it } from "vitest";

import { spentOf } from "./budget";

const day = {
  day: "2023-09-22",
  answers: 3,
  input_tokens: 40_000,
  output_tokens: 10_000,
  cached_tokens: 0,
  cost_usd: "0.5",
  is_priced: true,
};
const usage = { today: day, days: [day], limit_usd_per_day: "2", limit_tokens_per_day: 100_000 };

it("tells the budget by whichever limit is nearer", () => {
  expect(spentOf(usage)).toBe(0.5);
  expect(spentOf({ ...usage, today: { ...day, cost_usd: "1.8" } })).toBe(0.9);
});

it("is never more than all, and nothing where there is no limit", () => {
  expect(spentOf({ ...usage, today: { ...day, cost_usd: "9" } })).toBe(1);
  expect(spentOf({ ...usage, limit_usd_per_day: "0", limit_tokens_per_day: 0 })).toBe(0);
});
