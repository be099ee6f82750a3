import { describe, expect, it } from "vitest";

import { extent, linearScale, nearestIndex, niceTicks, padded } from "./scale";

describe("scales", () => {
  it("map a domain onto pixels and back", () => {
    const scale = linearScale([10, 20], [0, 100]);
    expect(scale(15)).toBe(50);
    expect(scale.invert(50)).toBe(15);
  });

  it("put a flat domain in the middle", () => {
    expect(linearScale([5, 5], [0, 100])(5)).toBe(50);
  });

  it("leave gaps out of the extent, and say when nothing is left", () => {
    expect(extent([[null, 3, 1], [7]])).toEqual([1, 7]);
    expect(extent([[null], []])).toBeNull();
  });

  it("begin at zero unless that would flatten the picture", () => {
    expect(padded([1, 100])[0]).toBe(0);
    expect(padded([90, 100])[0]).toBeGreaterThan(85);
    expect(padded([-50, 50])[0]).toBeLessThan(-50);
  });

  it("choose round ticks inside the domain", () => {
    expect(niceTicks([3, 47], 4)).toEqual([10, 20, 30, 40]);
    expect(niceTicks([0.12, 0.31], 4).map((tick) => tick.toFixed(2))).toEqual([
      "0.15",
      "0.20",
      "0.25",
      "0.30",
    ]);
  });

  it("find the nearest day", () => {
    expect(nearestIndex([1, 4, 9], 6)).toBe(1);
    expect(nearestIndex([1, 4, 9], 7)).toBe(2);
    expect(nearestIndex([1, 4, 9], -5)).toBe(0);
  });
});
