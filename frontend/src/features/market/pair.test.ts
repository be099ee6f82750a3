import { describe, expect, it } from "vitest";

import { firstDayOf, pairOf } from "./pair";

const of = (text: string) => pairOf(new URLSearchParams(text));

describe("the pair of an address", () => {
  it("is that which is named", () => {
    expect(of("base=gbp&quote=CHF&span=5Y")).toEqual({ base: "GBP", quote: "CHF", span: "5Y" });
  });

  it("is a common one where the address names none, or what is no currency", () => {
    expect(of("")).toEqual({ base: "USD", quote: "EUR", span: "1Y" });
    expect(of("base=EUR&quote=XXX&span=9Y")).toEqual({ base: "EUR", quote: "USD", span: "1Y" });
  });

  it("goes back from the last day there is", () => {
    expect(firstDayOf("1M", "2024-03-31")).toBe("2024-02-29");
  });
});
