import { describe, expect, it } from "vitest";

import { isToCome, keptOf, USUAL, viewOf, viewpointOf, withView } from "./view";

const of = (text: string) => viewOf(new URLSearchParams(text));

describe("how an address looks at a portfolio", () => {
  it("is as usual without a word, and what is none is passed over", () => {
    expect(of("")).toEqual(USUAL);
    expect(of("as_of=yesterday&currency=money")).toEqual(USUAL);
    expect(of("as_of=2020-12-31")).toEqual({ ...USUAL, asOf: "2020-12-31" });
    expect(of("currency=CHF")).toEqual({ ...USUAL, currency: "CHF" });
  });

  it("is written without what else stands there being lost, and taken back without a trace", () => {
    const search = new URLSearchParams("period=1y");
    const past = withView(search, { asOf: "2020-12-31", knownBy: "2021-01-05", currency: "USD" });
    expect(past.toString()).toBe("period=1y&as_of=2020-12-31&known_at=2021-01-05&currency=USD");
    expect(withView(past, USUAL).toString()).toBe("period=1y");
  });

  it("goes along to other tabs, which have no use for the rest", () => {
    expect(keptOf(new URLSearchParams("period=1y&as_of=2020-12-31"))).toBe("?as_of=2020-12-31");
    expect(keptOf(new URLSearchParams("period=1y"))).toBe("");
  });

  it("asks for the ledger as it was at the end of the day it is known by", () => {
    // Tests run in UTC.
    expect(viewpointOf({ asOf: "2020-12-31", knownBy: "2021-01-05", currency: "CHF" })).toEqual({
      as_of: "2020-12-31",
      known_at: "2021-01-05T23:59:59.999Z",
      currency: "CHF",
    });
    expect(viewpointOf(USUAL)).toEqual({});
  });

  it("is of a day that has come", () => {
    expect(isToCome("2021-04-01", "2021-03-31")).toBe(true);
    expect(isToCome("2021-03-31", "2021-03-31")).toBe(false);
    expect(isToCome("", "2021-03-31")).toBe(false);
  });
});
