import { describe, expect, it } from "vitest";

import { compareDecimals, isDecimal, multiplyDecimals, signOf, sumDecimals } from "./decimal";

describe("decimals", () => {
  it("multiplies exactly where floats do not: 0.1 × 0.2", () => {
    expect(multiplyDecimals("0.1", "0.2")).toBe("0.02");
    expect(multiplyDecimals("-1.50", "3")).toBe("-4.5");
    expect(multiplyDecimals("123456789012345678", "0.000000001")).toBe("123456789.012345678");
  });

  it("adds exactly where floats do not: 0.1 + 0.2", () => {
    expect(sumDecimals(["0.1", "0.2"])).toBe("0.3");
    expect(sumDecimals(["-1.5", "0.25", "10"])).toBe("8.75");
    expect(sumDecimals([])).toBe("0");
  });

  it("compares beyond what a float can tell apart", () => {
    expect(compareDecimals("9007199254740993", "9007199254740992")).toBe(1);
    expect(compareDecimals("1.10", "1.1")).toBe(0);
    expect(compareDecimals("-2", "1")).toBe(-1);
  });

  it("knows the sign of a fraction below one", () => {
    expect(signOf("-0.01")).toBe(-1);
    expect(signOf("0.00")).toBe(0);
    expect(signOf("0.01")).toBe(1);
  });

  it("takes plain decimals only", () => {
    expect(["1", "1.5", "-0.25"].every(isDecimal)).toBe(true);
    expect(["", "1,5", "1e3", ".5", "1.", "NaN", " 1"].some(isDecimal)).toBe(false);
  });
});
