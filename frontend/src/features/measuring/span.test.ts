import { describe, expect, it } from "vitest";

import { chosenOf, endedBy, faultOf, spanOf, withSpan } from "./span";

const of = (text: string) => spanOf(new URLSearchParams(text));

describe("the period of an address", () => {
  it("is a named one, days of one's own, or all there is", () => {
    expect(of("period=1y")).toEqual({ period: "1y" });
    expect(of("from=2020-03-02&to=2021-03-01&period=1y")).toEqual({
      from: "2020-03-02",
      to: "2021-03-01",
    });
    expect(of("period=nonsense")).toEqual({ period: "max" });
  });

  it("passes over days that are none, or that go back", () => {
    expect(of("from=2021-02-31x&to=2021-03-01")).toEqual({ period: "max" });
    expect(of("from=2021-03-01&to=2020-03-02")).toEqual({ period: "max" });
  });

  it("is changed without what else stands there being lost", () => {
    const search = new URLSearchParams("as_of=2020-12-31&period=ytd&benchmark=SPY");
    const own = withSpan(search, { from: "2020-01-01", to: "2020-12-31" });
    expect(own.toString()).toBe("as_of=2020-12-31&benchmark=SPY&from=2020-01-01&to=2020-12-31");
    expect(chosenOf(spanOf(own))).toBe("own");
    expect(withSpan(own, { period: "max" }).toString()).toBe("as_of=2020-12-31&benchmark=SPY");
  });

  it("ends by the day one looks at", () => {
    const own = { from: "2020-03-02", to: "2021-03-01" };
    expect(endedBy(own, undefined)).toBe(own);
    expect(endedBy(own, "2020-12-31")).toEqual({ from: "2020-03-02", to: "2020-12-31" });
    expect(endedBy(own, "2019-12-31")).toEqual({ period: "max" });
    expect(endedBy({ period: "1y" }, "2019-12-31")).toEqual({ period: "1y" });
  });
});

describe("days of one's own", () => {
  const today = "2021-03-31";

  it("need both ends, in order, and none of them to come", () => {
    expect(faultOf("", "2021-01-01", today)).toEqual({ field: "from", wrong: "none" });
    expect(faultOf("2021-01-01", "", today)).toEqual({ field: "to", wrong: "none" });
    expect(faultOf("2021-01-01", "2021-01-01", today)).toEqual({ field: "to", wrong: "order" });
    expect(faultOf("2021-01-01", "2021-04-01", today)).toEqual({ field: "to", wrong: "future" });
    expect(faultOf("2020-01-01", today, today)).toBeNull();
  });
});
