import { describe, expect, it } from "vitest";

import { figureName, figureValue } from "./figure-names";

const named = (path: string, about: string | null = null) => figureName({ path, about });

describe("a figure of the evidence", () => {
  it("is named by its row and its field, never by its address", () => {
    expect(named("/gain")).toBe("gain");
    expect(named("/items/0/weight", "AAPL")).toBe("AAPL · weight");
    expect(named("/items/3/amount", "SPY, 2021-03-19")).toBe("SPY, Mar 19, 2021 · amount");
    expect(named("/max_drawdown/depth")).toBe("deepest fall · depth");
    expect(named("/best/twr")).toBe("best period · time-weighted return");
    expect(named("/value_by_quantile/0.05")).toBe("simulated value · 5%");
    expect(named("/arguments/shocks/0/market")).toBe("as asked · the whole market");
    expect(named("/some_new_field")).toBe("some new field");
  });

  it("is told as it is written elsewhere", () => {
    expect(figureValue({ path: "/items/0/weight", value: 0.2191121183 })).toBe("21.91%");
    expect(figureValue({ path: "/arguments/shocks/0/market", value: -0.2 })).toBe("−20.00%");
    expect(figureValue({ path: "/gain", value: "14889.58" })).toBe("14,889.58");
    expect(figureValue({ path: "/by_year/0/year", value: 2018 })).toBe("2018");
    expect(figureValue({ path: "/items", value: "[{'symbol': 'AAPL'" })).toBeUndefined();
  });
});
