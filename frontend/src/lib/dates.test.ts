import { describe, expect, it } from "vitest";

import { dateOfDay, dayNumber, formatAge, formatDay } from "./dates";

describe("trading dates", () => {
  it("are the same day in every time zone", () => {
    expect(formatDay("2024-03-31")).toBe("Mar 31, 2024");
    expect(dateOfDay(dayNumber("2024-02-29"))).toBe("2024-02-29");
  });

  it("tell their age in the largest unit that fits", () => {
    const now = Date.parse("2024-05-10T12:00:00Z");
    expect(formatAge("2024-05-10T11:59:30Z", now)).toBe("just now");
    expect(formatAge("2024-05-10T09:00:00Z", now)).toBe("3 hours ago");
    expect(formatAge("2024-05-08", now)).toBe("2 days ago");
  });
});
