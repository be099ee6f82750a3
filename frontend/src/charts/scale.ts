/** Pure arithmetic of the charts: numbers in, pixels out. */
export type Scale = {
  (value: number): number;
  invert: (pixel: number) => number;
  domain: readonly [number, number];
};

export function linearScale(domain: [number, number], range: [number, number]): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  const scale = (value: number) => (slope === 0 ? (r0 + r1) / 2 : r0 + (value - d0) * slope);
  return Object.assign(scale, {
    domain,
    invert: (pixel: number) => (slope === 0 ? d0 : d0 + (pixel - r0) / slope),
  });
}

/** Least and greatest of many series, gaps left out; null when there is nothing to draw. */
export function extent(series: readonly (readonly (number | null)[])[]): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const values of series) {
    for (const value of values) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low === Infinity ? null : [low, high];
}

/** Leave air above and below. The axis begins at zero where that costs less than half the height,
 * so that a filled area is not larger than what it stands for. A flat series gets a band. */
export function padded([low, high]: [number, number], share = 0.06): [number, number] {
  const span = high - low || Math.abs(high) || 1;
  const beginsAtZero = low >= 0 && low < high / 2;
  const endsAtZero = high <= 0 && high > low / 2;
  return [beginsAtZero ? 0 : low - span * share, endsAtZero ? 0 : high + span * share];
}

/** Round values (1, 2, 2.5 or 5 times a power of ten) inside the domain, about `count` of them. */
export function niceTicks([low, high]: [number, number], count: number): number[] {
  if (!(high > low) || count < 1) return [low];
  const step = niceStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return (lead < 1.5 ? 1 : lead < 2.2 ? 2 : lead < 3.5 ? 2.5 : lead < 7.5 ? 5 : 10) * power;
}

/** Index of the entry of an ascending list that is nearest to a value. */
export function nearestIndex(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < value) low = middle;
    else high = middle;
  }
  const toLow = Math.abs(value - (ascending[low] ?? value));
  return Math.abs((ascending[high] ?? value) - value) < toLow ? high : low;
}
