import { describe, expect, it } from "vitest";

import { choicesOf, faultIn, partOf, riskAskedOf, withChoices } from "./choices";

const of = (text: string) => choicesOf(new URLSearchParams(text));

describe("what an address measures", () => {
  it("is everything, as usual, without a word", () => {
    expect(partOf(of(""))).toEqual({});
    expect(riskAskedOf(of(""))).toEqual({});
  });

  it("is asked of the service by its own names; symbols are written large", () => {
    const choices = of("benchmark=spy&symbol=aapl&account=Depot%201&tag=core&risk_free=0.3");
    expect(riskAskedOf(choices)).toEqual({
      benchmark: "SPY",
      symbol: "AAPL",
      account: "Depot 1",
      tag: "core",
      risk_free: 0.003,
    });
    expect(partOf(choices)).not.toHaveProperty("risk_free");
  });

  it("passes over what the service would refuse", () => {
    expect(of("risk_free=much&window=5")).toMatchObject({ riskFree: "", window: "" });
    expect(faultIn("window", "20")).toBe(false);
    expect(faultIn("window", "757")).toBe(true);
    expect(faultIn("window", "20.5")).toBe(true);
    expect(faultIn("riskFree", "-10")).toBe(false);
    expect(faultIn("riskFree", "101")).toBe(true);
  });

  it("is written without what else stands there being lost", () => {
    const search = new URLSearchParams("period=1y&as_of=2020-12-31&tag=core");
    expect(withChoices(search, { tag: "", riskFree: "2" }).toString()).toBe(
      "period=1y&as_of=2020-12-31&risk_free=2",
    );
  });
});
