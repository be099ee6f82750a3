import prices from "./data/prices.json";

/** Real closes of four companies, 2021-01-04 to 2023-09-21; `data/prices.json` names its source. */
export type Known = keyof typeof prices.close;

export const DATES: readonly string[] = prices.dates;
export const LAST_DAY = DATES.at(-1) ?? "";
export const NAMES: Record<Known, string> = {
  AAPL: "Apple Inc.",
  AMZN: "Amazon.com, Inc.",
  META: "Meta Platforms, Inc.",
  NVDA: "NVIDIA Corporation",
};

export function isKnown(symbol: string): symbol is Known {
  return symbol in prices.close;
}

export function closes(symbol: Known): readonly string[] {
  return prices.close[symbol];
}

export function volumes(symbol: Known): readonly (number | null)[] {
  return symbol === "AAPL" ? prices.volume.AAPL : DATES.map(() => null);
}

export function closeOn(symbol: Known, day: string): number {
  const index = DATES.findLastIndex((date) => date <= day);
  return Number(closes(symbol)[Math.max(index, 0)]);
}
