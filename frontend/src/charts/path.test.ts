import { describe, expect, it } from "vitest";

import { areaPath, linePath, stepPath, thin } from "./path";

const gap = [
  { x: 0, y: 1 },
  { x: 1, y: null },
  { x: 2, y: 3 },
  { x: 3, y: 4 },
];

describe("paths", () => {
  it("break where a value is missing", () => {
    expect(linePath(gap)).toBe("M0 1M2 3L3 4");
    expect(stepPath(gap)).toBe("M0 1M2 3H3V4");
    expect(areaPath(gap, 9)).toBe("M0 1L0 9L0 9ZM2 3L3 4L3 9L2 9Z");
  });

  it("keep peaks and troughs when thousands of points share few pixels", () => {
    const points = Array.from({ length: 10_000 }, (_, index) => ({
      x: index / 100,
      y: index === 5_055 ? -50 : index === 7_777 ? 90 : index % 7,
    }));
    const kept = thin(points, 100);
    expect(kept.length).toBeLessThanOrEqual(404);
    expect(kept.map(({ y }) => y)).toEqual(expect.arrayContaining([-50, 90]));
    expect(kept.at(-1)).toBe(points.at(-1));
  });
});
