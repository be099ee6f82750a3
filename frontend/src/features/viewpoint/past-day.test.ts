import { describe, expect, it } from "vitest";

import { faultOf, pastDayOf, viewpointOf } from "./past-day";

const of = (text: string) => pastDayOf(new URLSearchParams(text));

describe("the past day of an address", () => {
  it("is none without one, and what is no day is passed over", () => {
    expect(of("")).toBeNull();
    expect(of("as_of=yesterday")).toBeNull();
    expect(of("as_of=2020-12-31")).toEqual({ asOf: "2020-12-31", knownBy: "" });
  });

  it("asks for the ledger as it was at the end of the day it is known by", () => {
    // Tests run in UTC.
    expect(viewpointOf({ asOf: "2020-12-31", knownBy: "2021-01-05" })).toEqual({
      as_of: "2020-12-31",
      known_at: "2021-01-05T23:59:59.999Z",
    });
    expect(viewpointOf({ asOf: "", knownBy: "" })).toEqual({});
  });

  it("must be a day that has come", () => {
    expect(faultOf("", "2021-03-31")).toBe("none");
    expect(faultOf("2021-04-01", "2021-03-31")).toBe("future");
    expect(faultOf("2021-03-31", "2021-03-31")).toBeNull();
  });
});
