import { describe, expect, it } from "vitest";

import { dateOfDay, dayNumber } from "@/lib/dates";

import { timeTicks } from "./time-ticks";

const ticks = (from: string, to: string, most: number) =>
  timeTicks(dayNumber(from), dayNumber(to), most).map(({ day }) => dateOfDay(day));

describe("dates under a chart", () => {
  it("stand on firsts of months", () => {
    expect(ticks("2024-01-15", "2024-06-20", 6)).toEqual([
      "2024-02-01",
      "2024-03-01",
      "2024-04-01",
      "2024-05-01",
      "2024-06-01",
    ]);
  });

  it("stand on Januaries when years are shown", () => {
    expect(ticks("2018-03-01", "2024-06-20", 7)).toEqual([
      "2019-01-01",
      "2020-01-01",
      "2021-01-01",
      "2022-01-01",
      "2023-01-01",
      "2024-01-01",
    ]);
  });

  it.each([
    ["2024-05-01", "2024-05-09"],
    ["2023-05-09", "2024-05-09"],
    ["1999-01-04", "2024-05-09"],
  ])("never number more than fit, from %s to %s", (from, to) => {
    expect(ticks(from, to, 6).length).toBeLessThanOrEqual(7);
  });
});
