/** SVG path data. A null value is a gap: the line stops and starts again, nothing is invented. */
export type Point = { x: number; y: number | null };

export function linePath(points: readonly Point[]): string {
  let path = "";
  let isDrawing = false;
  for (const { x, y } of points) {
    if (y !== null) path += `${isDrawing ? "L" : "M"}${round(x)} ${round(y)}`;
    isDrawing = y !== null;
  }
  return path;
}

/** A level holds until the next change, as contributions do. */
export function stepPath(points: readonly Point[]): string {
  let path = "";
  let isDrawing = false;
  for (const { x, y } of points) {
    if (y !== null) path += isDrawing ? `H${round(x)}V${round(y)}` : `M${round(x)} ${round(y)}`;
    isDrawing = y !== null;
  }
  return path;
}

/** The line closed down to a baseline, one closed shape a run without gaps. */
export function areaPath(points: readonly Point[], baseline: number): string {
  return runs(points)
    .map((run) => {
      const first = run[0];
      const last = run.at(-1);
      if (!first || !last) return "";
      return `${linePath(run)}L${round(last.x)} ${round(baseline)}L${round(first.x)} ${round(baseline)}Z`;
    })
    .join("");
}

/** Everything between two lines over the same places; a gap in either is left out. */
export function bandPath(low: readonly Point[], high: readonly Point[]): string {
  const solid = low.flatMap((point, index) => {
    const above = high[index];
    return point.y === null || above?.y == null ? [] : [{ below: point, above }];
  });
  if (solid.length < 2) return "";
  const back = solid.map(({ below }) => below).reverse();
  const there = linePath(solid.map(({ above }) => above));
  return `${there}L${linePath(back).slice(1)}Z`;
}

function runs(points: readonly Point[]): Point[][] {
  const found: Point[][] = [[]];
  for (const point of points) {
    if (point.y === null) found.push([]);
    else found.at(-1)?.push(point);
  }
  return found.filter((run) => run.length > 0);
}

/** Keep the first, lowest, highest and last point of every pixel column: same picture, fewer points. */
export function thin(points: readonly Point[], columns: number): readonly Point[] {
  if (points.length <= columns * 4) return points;
  const kept: Point[] = [];
  let start = 0;
  while (start < points.length) {
    const column = Math.floor(points[start]?.x ?? 0);
    let end = start;
    while (end < points.length && Math.floor(points[end]?.x ?? 0) === column) end += 1;
    kept.push(...corners(points.slice(start, end)));
    start = end;
  }
  return kept;
}

function corners(points: Point[]): Point[] {
  const solid = points.filter((point) => point.y !== null);
  const low = solid.reduce<Point | undefined>((a, b) => (a && at(a) <= at(b) ? a : b), undefined);
  const high = solid.reduce<Point | undefined>((a, b) => (a && at(a) >= at(b) ? a : b), undefined);
  const wanted = new Set([points[0], low, high, points.at(-1)]);
  return points.filter((point) => wanted.has(point));
}

function at(point: Point): number {
  return point.y ?? 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
