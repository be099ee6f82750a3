import type { NewTransaction, Portfolio, Tracked, Transaction } from "@/api/models";

import { DATES, LAST_DAY, NAMES } from "./prices";

/** What the made-up service remembers between requests. */
export type State = {
  email: string | null;
  isSignedIn: boolean;
  portfolios: Portfolio[];
  ledgers: Map<string, Transaction[]>;
  versions: Map<string, Transaction[]>;
  tracked: Tracked[];
  pending: NewTransaction[];
};

let count = 0;

export function nextId(prefix: string): string {
  count += 1;
  return `${prefix}-${String(count).padStart(4, "0")}`;
}

export function freshState(): State {
  return {
    email: null,
    isSignedIn: false,
    portfolios: [],
    ledgers: new Map(),
    versions: new Map(),
    tracked: Object.keys(NAMES).map((symbol) => tracked(symbol)),
    pending: [],
  };
}

export function tracked(symbol: string): Tracked {
  const isLate = symbol === "META";
  return {
    symbol,
    status: "ready",
    progress: 1,
    first_day: DATES[0] ?? null,
    last_day: isLate ? "2023-09-15" : LAST_DAY,
    source: isLate ? "sample" : "yahoo",
    as_of: isLate ? "2023-09-15T20:00:00Z" : `${LAST_DAY}T20:00:00Z`,
    is_stale: isLate,
    detail: null,
    stage: "loaded",
    bars: DATES.length,
    is_tracked: true,
    delisted_on: null,
    renamed_to: null,
    next_due_at: "2023-09-22T20:05:00Z",
    quarantined: 0,
  };
}

export function recorded(entry: NewTransaction, version = 1, id = nextId("tx")): Transaction {
  return {
    trade_time: entry.trade_time ?? null,
    settle_date: entry.settle_date ?? null,
    symbol: entry.symbol ?? null,
    quantity: text(entry.quantity),
    price: text(entry.price),
    amount: text(entry.amount),
    fx_rate: text(entry.fx_rate),
    ratio: entry.ratio ?? null,
    related_symbol: entry.related_symbol ?? null,
    isin: entry.isin ?? null,
    account: entry.account ?? null,
    note: entry.note ?? null,
    tags: entry.tags ?? [],
    fee: text(entry.fee) ?? "0",
    tax: text(entry.tax) ?? "0",
    kind: entry.kind,
    trade_date: entry.trade_date,
    currency: entry.currency ?? "USD",
    fingerprint: null,
    id,
    version,
    source: "manual",
    recorded_at: "2023-09-21T20:15:00Z",
  };
}

function text(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

const buy = (symbol: string, trade_date: string, quantity: string, price: string) =>
  ({ kind: "buy", symbol, trade_date, quantity, price, currency: "USD", fee: "1.00" }) as const;

/** Prices are the closes of their days. */
export const DEMO: NewTransaction[] = [
  buy("AAPL", "2021-02-01", "40", "134.14"),
  buy("NVDA", "2021-05-03", "60", "148.37"),
  buy("AMZN", "2021-09-01", "30", "173.95"),
  buy("META", "2022-02-03", "25", "237.76"),
  { ...buy("AAPL", "2022-06-16", "10", "130.06"), note: "after the fall" },
  { kind: "dividend", symbol: "AAPL", trade_date: "2023-08-17", amount: "12.00", currency: "USD" },
];
