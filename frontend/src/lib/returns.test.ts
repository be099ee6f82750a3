import { describe, expect, it } from "vitest";

import { alignedTo, drawdowns, monthlyReturns } from "./returns";

describe("returns", () => {
  it("a drawdown is measured from the best day so far", () => {
    // 100, 120, 90, 120, 150: a quarter below 120, then a new high.
    const falls = drawdowns([0, 0.2, -0.1, 0.2, 0.5]);
    expect(falls.map((value) => value?.toFixed(4))).toEqual([
      "0.0000",
      "0.0000",
      "-0.2500",
      "0.0000",
      "0.0000",
    ]);
  });

  it("a day without a value stays without one", () => {
    expect(drawdowns([null, 0.1])).toEqual([null, 0]);
  });

  it("monthly returns link to the whole", () => {
    const dates = ["2024-01-02", "2024-01-31", "2024-02-29", "2024-03-05"];
    const cells = monthlyReturns(dates, [0, 0.1, 0.21, 0.089]);
    expect(cells.map(({ month }) => month)).toEqual(["2024-01", "2024-02", "2024-03"]);
    expect(cells.map(({ value }) => value.toFixed(4))).toEqual(["0.1000", "0.1000", "-0.1000"]);
    const linked = cells.reduce((product, { value }) => product * (1 + value), 1);
    expect(linked).toBeCloseTo(1.089, 12);
  });

  it("lays a series over another's days without inventing any", () => {
    const given = { dates: ["2024-01-02", "2024-01-04"], values: [1, 2] };
    expect(alignedTo(["2024-01-02", "2024-01-03", "2024-01-04"], given)).toEqual([1, null, 2]);
  });
});
