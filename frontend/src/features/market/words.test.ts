import { describe, expect, it } from "vitest";

import { excuse, FAULTS, mayBeRight, worded } from "./words";

describe("codes of the service", () => {
  it("are told in words, and one that is newer than the page as it came", () => {
    expect(worded(FAULTS, "missing_close")).toBe("there is no closing price");
    expect(worded(FAULTS, "made_up_later")).toBe("made up later");
  });

  it("of a refused request keep the status", () => {
    expect(excuse("http_503")).toBe("answered with status 503");
    expect(excuse("timeout")).toBe("did not answer in time");
  });

  it("tell what an operator may find right after all", () => {
    expect(mayBeRight("suspected_split")).toBe(true);
    expect(mayBeRight("price_not_positive")).toBe(false);
  });
});
