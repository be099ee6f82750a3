import { describe, expect, it } from "vitest";

import { askedOf, chosenOf, faultOf, searchOf } from "./span";

const asked = (text: string) => askedOf(new URLSearchParams(text));

describe("the period of an address", () => {
  it("is a named one, days of one's own, or all there is", () => {
    expect(asked("period=1y").span).toEqual({ period: "1y" });
    expect(asked("from=2020-03-02&to=2021-03-01&period=1y").span).toEqual({
      from: "2020-03-02",
      to: "2021-03-01",
    });
    expect(asked("period=nonsense").span).toEqual({ period: "max" });
  });

  it("passes over days that are none, or that go back", () => {
    expect(asked("from=2021-02-31x&to=2021-03-01").span).toEqual({ period: "max" });
    expect(asked("from=2021-03-01&to=2020-03-02").span).toEqual({ period: "max" });
  });

  it("comes back from the address it is written to, with its benchmark", () => {
    for (const text of ["", "period=ytd", "from=2020-01-01&to=2020-12-31&benchmark=SPY"]) {
      expect(searchOf(asked(text)).toString()).toBe(text);
    }
    expect(chosenOf(asked("from=2020-01-01&to=2020-12-31").span)).toBe("own");
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
