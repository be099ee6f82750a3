import type { PartOf, RiskAsked } from "@/api/portfolios";

/** What an address measures besides its period: against what, of which part, and how. Empty is the
 * portfolio's own benchmark, all of it, and no rate. `riskFree` is in percent a year. */
export type Choices = {
  benchmark: string;
  symbol: string;
  account: string;
  tag: string;
  riskFree: string;
  window: string;
};
export type Choice = keyof Choices;

export const USUAL_WINDOW = 63;
const [LEAST_WINDOW, MOST_WINDOW] = [20, 756];
const [LEAST_RATE, MOST_RATE] = [-10, 100];

/** How the address names them. */
const NAMES: Record<Choice, string> = {
  benchmark: "benchmark",
  symbol: "symbol",
  account: "account",
  tag: "tag",
  riskFree: "risk_free",
  window: "window",
};
export const ALL = Object.keys(NAMES) as Choice[];

export function choicesOf(search: URLSearchParams): Choices {
  const read = (name: Choice) => search.get(NAMES[name])?.trim() ?? "";
  const kept = (name: Choice) => (faultIn(name, read(name)) ? "" : read(name));
  return {
    benchmark: read("benchmark").toUpperCase(),
    symbol: read("symbol").toUpperCase(),
    account: read("account"),
    tag: read("tag"),
    riskFree: kept("riskFree"),
    window: kept("window"),
  };
}

/** The same address with these instead; what is empty is left out. */
export function withChoices(search: URLSearchParams, choices: Partial<Choices>): URLSearchParams {
  const changed = new URLSearchParams(search);
  for (const [choice, value] of Object.entries(choices)) {
    const name = NAMES[choice as Choice];
    if (value) changed.set(name, value);
    else changed.delete(name);
  }
  return changed;
}

/** Whether the service would refuse it. */
export function faultIn(choice: Choice, text: string): boolean {
  if (!text) return false;
  const number = Number(text);
  if (choice === "riskFree") return !(number >= LEAST_RATE && number <= MOST_RATE);
  if (choice === "window") {
    return !(Number.isInteger(number) && number >= LEAST_WINDOW && number <= MOST_WINDOW);
  }
  return false;
}

export function partOf({ benchmark, symbol, account, tag }: Choices): PartOf {
  return {
    ...(benchmark && { benchmark }),
    ...(symbol && { symbol }),
    ...(account && { account }),
    ...(tag && { tag }),
  };
}

export function riskAskedOf(choices: Choices): RiskAsked {
  const { riskFree } = choices;
  return {
    ...partOf(choices),
    // Two places to the left as text, so that 0.3 % is not 0.0030000000000000001.
    ...(riskFree && { risk_free: Number(`${riskFree}e-2`) }),
  };
}
