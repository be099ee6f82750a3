import { describe, expect, it } from "vitest";

import {
  formatMoney,
  formatMoneyChange,
  formatMoneyTick,
  formatPercentChange,
  formatPrice,
  formatQuantity,
} from "./money";

describe("money on the screen", () => {
  it("keeps every digit of an amount no float can hold", () => {
    expect(formatMoney("9007199254740993.01", "USD")).toBe("$9,007,199,254,740,993.01");
  });

  it("writes as many decimals as the currency has", () => {
    expect(formatMoney("1234.5", "EUR")).toBe("€1,234.50");
    expect(formatMoney("1234", "JPY")).toBe("¥1,234");
  });

  it("signs a change with a true minus, and leaves zero alone", () => {
    expect(formatMoneyChange("12.5", "USD")).toBe("+$12.50");
    expect(formatMoneyChange("-12.5", "USD")).toBe("−$12.50");
    expect(formatMoneyChange("0", "USD")).toBe("$0.00");
    expect(formatPercentChange(-0.1234)).toBe("−12.34%");
  });

  it("keeps the digits a price was quoted with", () => {
    expect(formatPrice("187.5", "USD")).toBe("$187.50");
    expect(formatPrice("0.005432", "USD")).toBe("$0.005432");
  });

  it("tells neighbouring ticks of an axis apart", () => {
    const ticks = (values: number[], step: number) =>
      values.map((value) => formatMoneyTick(value, step, "EUR"));
    expect(ticks([1100, 1150, 1200], 50)).toEqual(["€1,100", "€1,150", "€1,200"]);
    expect(ticks([1_000_000, 1_250_000], 250_000)).toEqual(["€1M", "€1.25M"]);
    expect(ticks([0, 0.25], 0.25)).toEqual(["€0", "€0.25"]);
  });

  it("writes quantities without idle zeros", () => {
    expect(formatQuantity("12.0000000000")).toBe("12");
    expect(formatQuantity("0.12345678")).toBe("0.12345678");
  });

  it("shows what is not a number as it came", () => {
    expect(formatMoney("n/a", "USD")).toBe("n/a");
  });
});
