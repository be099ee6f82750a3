import { describe, expect, it } from "vitest";

import {
  FRESH_OPTIMISATION,
  FRESH_REBALANCING,
  FRESH_SCENARIOS,
  FRESH_SIMULATION,
  fractionOf,
  hasTwins,
  optimisationBody,
  percentBelow,
  rebalancingBody,
  scenariosBody,
  simulationBody,
  tradeOf,
} from "./choices";

const row = (name: string, value: string, most = "") => ({ name, value, most });

describe("per cent in a field", () => {
  it("is a fraction in the body, without a tail", () => {
    expect(["12.5", "-20", "7", "0.1", "29"].map(fractionOf)).toEqual([
      0.125, -0.2, 0.07, 0.001, 0.29,
    ]);
  });
});

describe("the body of scenarios", () => {
  it("asks for all crises by none, and for a fall of all markets", () => {
    expect(scenariosBody(FRESH_SCENARIOS)).toEqual({
      shocks: [
        {
          name: "Markets −20%",
          market: -0.2,
          symbols: {},
          sectors: {},
          currencies: {},
          rate_change: 0,
          durations: {},
        },
      ],
    });
  });

  it("holds moves as fractions, durations as years, and the crises chosen", () => {
    const body = scenariosBody({
      ...FRESH_SCENARIOS,
      crises: ["covid"],
      symbols: [row(" aapl", "-30")],
      sectors: [row("Information Technology", "-12.5")],
      currencies: [row("usd", "-5")],
      rate: "1.5",
      durations: [row("tlt", "16.5")],
    });
    expect(body.crises).toEqual(["covid"]);
    expect(body.shocks?.[0]).toEqual({
      name: "The shock you chose",
      market: -0.2,
      symbols: { AAPL: -0.3 },
      sectors: { "Information Technology": -0.125 },
      currencies: { USD: -0.05 },
      rate_change: 0.015,
      durations: { TLT: 16.5 },
    });
  });

  it("asks for no crisis where none is chosen", () => {
    expect(scenariosBody({ ...FRESH_SCENARIOS, crises: [] }).crises).toEqual([]);
  });
});

describe("the body of a simulation", () => {
  it("holds numbers, and no goal where none is named", () => {
    expect(
      simulationBody({ ...FRESH_SIMULATION, method: "gaussian", paths: "500", seed: "7" }),
    ).toEqual({
      years: 10,
      monthly_contribution: 0,
      goal: null,
      method: "gaussian",
      paths: 500,
      seed: 7,
    });
  });
});

describe("the body of an optimisation", () => {
  it("leaves out what is left empty", () => {
    expect(optimisationBody(FRESH_OPTIMISATION, "hrp")).toEqual({
      objective: "hrp",
      min_weight: 0,
      max_weight: 0.4,
      bounds: {},
      sector_caps: {},
      expected_returns: {},
      risk_free: 0,
      lookback_days: 1095,
      shrinkage: true,
    });
  });

  it("holds every constraint as a fraction", () => {
    const body = optimisationBody(
      {
        ...FRESH_OPTIMISATION,
        least: "2.5",
        symbols: "aapl, msft;spy",
        turnover: "30",
        riskFree: "2",
        lookback: "365",
        isShrunk: false,
        bounds: [row("aapl", "5", "10")],
        sectorCaps: [row("Energy", "15")],
        expected: [row("msft", "7.5")],
      },
      "max_sharpe",
    );
    expect(body).toEqual({
      objective: "max_sharpe",
      min_weight: 0.025,
      max_weight: 0.4,
      symbols: ["AAPL", "MSFT", "SPY"],
      bounds: { AAPL: { min: 0.05, max: 0.1 } },
      sector_caps: { Energy: 0.15 },
      max_turnover: 0.3,
      expected_returns: { MSFT: 0.075 },
      risk_free: 0.02,
      lookback_days: 365,
      shrinkage: false,
    });
  });
});

describe("the body of a rebalancing", () => {
  it("never asks for more than the whole where nothing was changed", () => {
    expect(["66.65", "33.35"].map((share) => percentBelow(Number(share) / 100))).toEqual([
      "66.65",
      "33.35",
    ]);
    expect(percentBelow(2 / 3)).toBe("66.6666");
  });

  it("holds the shares of what is held and of what shall be", () => {
    expect(
      rebalancingBody({
        ...FRESH_REBALANCING,
        shares: { AAPL: "60", MSFT: "30.5" },
        more: [row("spy", "9.5")],
        cash: " 250.50 ",
      }),
    ).toEqual({
      targets: { AAPL: 0.6, MSFT: 0.305, SPY: 0.095 },
      band: 0.01,
      min_trade: "100",
      cash: "250.50",
      whole_shares: true,
    });
  });
});

describe("a trade one thinks of", () => {
  it("has a price only where one is named", () => {
    const texts = { symbol: "aapl", quantity: "3", price: "", fee: "" };
    expect(tradeOf("buy", texts)).toEqual({
      side: "buy",
      symbol: "AAPL",
      quantity: "3",
      fee: "0",
    });
    expect(tradeOf("sell", { ...texts, price: "150.5", fee: "1" })).toEqual({
      side: "sell",
      symbol: "AAPL",
      quantity: "3",
      price: "150.5",
      fee: "1",
    });
  });
});

describe("two rows for the same symbol", () => {
  it("are seen whatever the spelling", () => {
    expect(hasTwins([row("aapl", "1"), row(" AAPL", "2")])).toBe(true);
    expect(hasTwins([row("aapl", "1")], [row("AAPL", "2")])).toBe(false);
  });
});
