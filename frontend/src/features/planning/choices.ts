import type {
  OptimisationInput,
  RebalancingInput,
  ScenariosInput,
  SimulationInput,
  WhatIfInput,
} from "@/api/models";
import { t } from "@/languages/translate";
import { formatPercentChange } from "@/lib/money";

/** What stands in a row that one adds: a symbol, sector or currency, and its numbers as typed. */
export type Row = { name: string; value: string; most: string };

/** Choices as their fields hold them: per cent and texts; the bodies hold fractions and numbers. */
export type ScenarioChoices = {
  market: string;
  crises: readonly Crisis[];
  symbols: readonly Row[];
  sectors: readonly Row[];
  currencies: readonly Row[];
  rate: string;
  durations: readonly Row[];
};

export type SimulationChoices = {
  years: string;
  monthly: string;
  goal: string;
  method: string;
  paths: string;
  seed: string;
};

export type OptimisationChoices = {
  objective: string;
  least: string;
  most: string;
  symbols: string;
  turnover: string;
  riskFree: string;
  lookback: string;
  isShrunk: boolean;
  bounds: readonly Row[];
  sectorCaps: readonly Row[];
  expected: readonly Row[];
};

export type RebalancingChoices = {
  /** By symbol, those that were changed. */
  shares: Readonly<Record<string, string>>;
  more: readonly Row[];
  band: string;
  leastTrade: string;
  cash: string;
  isWhole: boolean;
};

export type Trade = WhatIfInput["trades"][number];

export const CRISES = [
  { value: "dot_com", label: t("Dot-com bust, 2000–2002") },
  { value: "financial_crisis", label: t("Financial crisis, 2007–2009") },
  { value: "covid", label: t("Covid crash, 2020") },
  { value: "inflation", label: t("Inflation and rates, 2022") },
] as const;

type Crisis = (typeof CRISES)[number]["value"];

export const FRESH_SCENARIOS: ScenarioChoices = {
  market: "-20",
  crises: CRISES.map(({ value }) => value),
  symbols: [],
  sectors: [],
  currencies: [],
  rate: "0",
  durations: [],
};

export const FRESH_SIMULATION: SimulationChoices = {
  years: "10",
  monthly: "0",
  goal: "",
  method: "block_bootstrap",
  paths: "2000",
  seed: "0",
};

export const FRESH_OPTIMISATION: OptimisationChoices = {
  objective: "min_variance",
  least: "0",
  most: "40",
  symbols: "",
  turnover: "",
  riskFree: "0",
  lookback: "1095",
  isShrunk: true,
  bounds: [],
  sectorCaps: [],
  expected: [],
};

export const FRESH_REBALANCING: RebalancingChoices = {
  shares: {},
  more: [],
  band: "1",
  leastTrade: "100",
  cash: "0",
  isWhole: true,
};

/** `12.5` per cent is 0.125; without the tail that dividing leaves. */
export function fractionOf(percent: string): number {
  return Number((Number(percent) / 100).toFixed(8));
}

/** All crises are asked for by none: the service then leaves out those still to come. */
export function scenariosBody(choices: ScenarioChoices): ScenariosInput {
  const { market, crises, symbols, sectors, currencies, rate, durations } = choices;
  const isMarketAlone =
    Number(rate) === 0 && symbols.length + sectors.length + currencies.length === 0;
  const change = formatPercentChange(fractionOf(market), 0);
  return {
    ...(crises.length < CRISES.length && { crises: [...crises] }),
    shocks: [
      {
        name: isMarketAlone ? t("Markets {change}", { change }) : t("The shock you chose"),
        market: fractionOf(market),
        symbols: fractions(symbols, upper),
        sectors: fractions(sectors),
        currencies: fractions(currencies, upper),
        rate_change: fractionOf(rate),
        durations: mapped(durations, upper, ({ value }) => Number(value)),
      },
    ],
  };
}

export function simulationBody(choices: SimulationChoices): SimulationInput {
  const { years, monthly, goal, method, paths, seed } = choices;
  return {
    years: Number(years),
    monthly_contribution: Number(monthly),
    goal: goal ? Number(goal) : null,
    method: method === "gaussian" ? "gaussian" : "block_bootstrap",
    paths: Number(paths),
    seed: Number(seed),
  };
}

export function optimisationBody(
  choices: OptimisationChoices,
  objective: OptimisationInput["objective"],
): OptimisationInput {
  const { least, most, turnover, riskFree, lookback, isShrunk } = choices;
  const symbols = choices.symbols.split(/[\s,;]+/).filter(Boolean);
  return {
    objective,
    min_weight: fractionOf(least),
    max_weight: fractionOf(most),
    ...(symbols.length > 0 && { symbols: symbols.map(upper) }),
    bounds: mapped(choices.bounds, upper, (row) => ({
      min: fractionOf(row.value),
      max: fractionOf(row.most),
    })),
    sector_caps: fractions(choices.sectorCaps),
    ...(turnover && { max_turnover: fractionOf(turnover) }),
    expected_returns: fractions(choices.expected, upper),
    risk_free: fractionOf(riskFree),
    lookback_days: Number(lookback),
    shrinkage: isShrunk,
  };
}

/** A share as per cent, never more than it is: rounded ones could add up to more than the whole. */
export function percentBelow(share: number): string {
  return String(Math.floor(share * 1e6) / 1e4);
}

/** All shares must be there: what is not named is sold. */
export function rebalancingBody(choices: RebalancingChoices): RebalancingInput {
  const { shares, more, band, leastTrade, cash, isWhole } = choices;
  const held = Object.entries(shares).map(([symbol, share]) => [symbol, fractionOf(share)]);
  return {
    targets: { ...(Object.fromEntries(held) as Record<string, number>), ...fractions(more, upper) },
    band: fractionOf(band),
    min_trade: leastTrade.trim(),
    cash: cash.trim(),
    whole_shares: isWhole,
  };
}

/** Without a price the last one counts. */
export function tradeOf(side: string, texts: Record<TradeText, string>): Trade {
  return {
    side: side === "sell" ? "sell" : "buy",
    symbol: upper(texts.symbol),
    quantity: texts.quantity,
    ...(texts.price && { price: texts.price }),
    fee: texts.fee || "0",
  };
}

type TradeText = "symbol" | "quantity" | "price" | "fee";

/** The name of a row as it is sent: what is sent twice would count once. */
export function isTwice(rows: readonly Row[], at: number): boolean {
  const name = upper(rows[at]?.name ?? "");
  return name !== "" && rows.findIndex((row) => upper(row.name) === name) < at;
}

export function hasTwins(...lists: readonly (readonly Row[])[]): boolean {
  return lists.some((rows) => rows.some((_, at) => isTwice(rows, at)));
}

export function upper(name: string): string {
  return name.trim().toUpperCase();
}

export function trimmed(name: string): string {
  return name.trim();
}

function fractions(rows: readonly Row[], named = trimmed): Record<string, number> {
  return mapped(rows, named, ({ value }) => fractionOf(value));
}

function mapped<T>(
  rows: readonly Row[],
  named: (name: string) => string,
  read: (row: Row) => T,
): Record<string, T> {
  return Object.fromEntries(rows.map((row) => [named(row.name), read(row)]));
}
