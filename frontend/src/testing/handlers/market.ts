import { http, HttpResponse } from "msw";

import { tracked, type State } from "../fake-state";
import { closes, DATES, isKnown, LAST_DAY, NAMES, volumes, type Known } from "../prices";
import { problem } from "./problem";

const AS_OF = { as_of: `${LAST_DAY}T20:00:00Z`, source: "yahoo", is_stale: false };
const unknown = () => problem(404, "Not found", "No such symbol.");

export function marketHandlers(state: State) {
  return [
    http.get("*/api/config", () =>
      HttpResponse.json({ today: LAST_DAY, version: "0", stage: "test" }),
    ),
    http.get("*/api/market/search", ({ request }) => {
      const q = new URL(request.url).searchParams.get("q")?.toUpperCase() ?? "";
      const items = Object.entries(NAMES)
        .filter(([symbol, name]) => symbol.startsWith(q) || name.toUpperCase().includes(q))
        .map(([symbol, name]) => ({ symbol, name, exchange: "NASDAQ", asset_class: "equity" }));
      return HttpResponse.json({ items });
    }),
    http.get("*/api/market/quotes", ({ request }) => {
      const symbol = new URL(request.url).searchParams.get("symbols") ?? "";
      const isHeld = isKnown(symbol);
      return HttpResponse.json({
        items: isHeld ? [quote(symbol)] : [],
        missing: isHeld ? [] : [symbol],
      });
    }),
    http.get("*/api/market/fx", ({ request }) => {
      const { searchParams } = new URL(request.url);
      const [base, quote] = [searchParams.get("base"), searchParams.get("quote")];
      return HttpResponse.json({ ...FX, base, quote, path: [base, quote] });
    }),
    http.get("*/api/market/:symbol", ({ params }) => {
      const symbol = String(params.symbol);
      return isKnown(symbol) ? HttpResponse.json(profile(symbol)) : unknown();
    }),
    http.get("*/api/market/:symbol/history", ({ params, request }) => {
      const symbol = String(params.symbol);
      const from = new URL(request.url).searchParams.get("from") ?? "";
      return isKnown(symbol) ? HttpResponse.json(history(symbol, from)) : unknown();
    }),
    http.get("*/api/market/:symbol/events", ({ params }) =>
      HttpResponse.json({ symbol: params.symbol, items: params.symbol === "AAPL" ? EVENTS : [] }),
    ),
    http.get("*/api/stock-data/status", () =>
      HttpResponse.json({
        as_of: AS_OF.as_of,
        symbols: state.tracked,
        runs: RUNS,
        quarantined: HELD,
        providers: { yahoo: "ok", sample: "ok" },
      }),
    ),
    http.post("*/api/stock-data/track", async ({ request }) => {
      const { symbol } = (await request.json()) as { symbol: string };
      const made = {
        ...tracked(symbol),
        status: "backfilling" as const,
        progress: 0.35,
        as_of: null,
      };
      state.tracked.push(made);
      return HttpResponse.json({ items: [made] }, { status: 202 });
    }),
    http.delete("*/api/stock-data/track/:symbol", ({ params }) => {
      state.tracked = state.tracked.filter(({ symbol }) => symbol !== params.symbol);
      return new HttpResponse(null, { status: 204 });
    }),
  ];
}

function profile(symbol: Known) {
  return {
    symbol,
    name: NAMES[symbol],
    currency: "USD",
    first_day: DATES[0] ?? null,
    last_day: LAST_DAY,
    exchange: "NASDAQ",
    asset_class: "equity",
    sector: symbol === "AMZN" ? "Consumer Discretionary" : "Information Technology",
    industry: null,
    country: "United States",
    isin: symbol === "AAPL" ? "US0378331005" : null,
    ...AS_OF,
  };
}

function quote(symbol: Known) {
  const [before = "", price = ""] = closes(symbol).slice(-2);
  const change = Number(price) - Number(before);
  return {
    symbol,
    price,
    currency: "USD",
    previous_close: before,
    change: change.toFixed(2),
    change_ratio: change / Number(before),
    as_of: LAST_DAY,
    fetched_at: AS_OF.as_of,
    source: "yahoo",
    is_stale: false,
  };
}

function history(symbol: Known, from: string) {
  const start = Math.max(
    0,
    DATES.findIndex((date) => date >= from),
  );
  return {
    symbol,
    currency: "USD",
    interval: "1d",
    adjusted: true,
    dates: DATES.slice(start),
    open: [],
    high: [],
    low: [],
    close: closes(symbol).slice(start),
    volume: volumes(symbol).slice(start),
    ...AS_OF,
  };
}

/** Two of the European Central Bank's reference rates, turned round. */
const FX = {
  dates: ["2023-09-20", LAST_DAY],
  rates: ["0.933794", "0.937910"],
  latest: "0.937910",
  as_of: LAST_DAY,
  source: "ecb",
  is_stale: false,
};

/** Apple's own dividend and split record. */
const EVENTS = [
  ["2023-08-11", "0.24"],
  ["2023-05-12", "0.24"],
  ["2023-02-10", "0.23"],
  ["2022-11-04", "0.23"],
  ["2022-08-05", "0.23"],
]
  .map(([date, amount]) => ({ kind: "dividend", date, amount, currency: "USD", ratio: null }))
  .concat([{ kind: "split", date: "2020-08-31", amount: undefined, currency: "USD", ratio: null }])
  .map((event) => (event.kind === "split" ? { ...event, amount: null, ratio: "4:1" } : event));

const RUNS = Object.keys(NAMES).map((symbol, index) => ({
  id: `run-${index}`,
  symbol,
  status: "loaded",
  source: symbol === "META" ? "sample" : "yahoo",
  finished_at: `2023-09-21T20:05:1${index}Z`,
  milliseconds: 240,
  loaded: 684,
  quarantined: symbol === "NVDA" ? 1 : 0,
  counts: {},
  skipped: symbol === "META" ? [{ provider: "yahoo", reason: "the quota is spent" }] : [],
  warnings: [],
  payload_id: null,
}));

const HELD = [
  {
    id: "finding-1",
    symbol: "NVDA",
    date: "2021-07-20",
    last_date: null,
    rows: 1,
    row: 138,
    reason: "close is 4 times the day before, and no split is known",
    evidence: {},
    source: "yahoo",
    payload_id: "history/NVDA/1",
    at: "2023-09-21T20:05:03Z",
  },
];
