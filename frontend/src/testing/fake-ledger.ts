import type { Holding, Holdings, Performance, Summary, Transaction } from "@/api/models";

import { closeOn, DATES, isKnown, LAST_DAY, NAMES } from "./prices";

/** Enough arithmetic for pages to have something to show. The real ledger is the service's. */
const COMPLETE = { is_complete: true, unpriced: [] };

type Book = { quantity: number; cost: number };

export function holdingsOf(transactions: readonly Transaction[]): Holdings {
  const books = booksOn(transactions, LAST_DAY);
  const total = valueOf(books, LAST_DAY);
  const items = [...books].map(([symbol, book]): Holding => holding(symbol, book, total));
  return {
    as_of: LAST_DAY,
    currency: "USD",
    items,
    cash: [],
    notes: [],
    total_value: cents(total),
    ...COMPLETE,
  };
}

export function summaryOf(transactions: readonly Transaction[]): Summary {
  const value = valueOf(booksOn(transactions, LAST_DAY), LAST_DAY);
  const before = DATES.at(-2) ?? LAST_DAY;
  const put = contributions(transactions, LAST_DAY);
  return {
    as_of: LAST_DAY,
    currency: "USD",
    total_value: cents(value),
    net_contributions: cents(put),
    gain: cents(value - put),
    realised_gain: "0.00",
    unrealised_gain: cents(value - put),
    income: "68.40",
    fees: "0.00",
    taxes: "0.00",
    cash_fx_effect: "0.00",
    fees_total: "5.00",
    taxes_total: "0.00",
    day_change_return: -0.012,
    twr_annualised: 0.079,
    unpriced: [],
    notes: {},
    twr: 0.2143,
    xirr: 0.1187,
    simple_return: put ? (value - put) / put : null,
    day_change: cents(value - valueOf(booksOn(transactions, before), before)),
  };
}

export function performanceOf(transactions: readonly Transaction[], days: number): Performance {
  const first = transactions.map((one) => one.trade_date).sort()[0] ?? LAST_DAY;
  const dates = DATES.filter((day) => day >= first).slice(-days);
  const value = dates.map((day) => cents(valueOf(booksOn(transactions, day), day)));
  const put = dates.map((day) => cents(contributions(transactions, day)));
  const gain = Number(value.at(-1)) - Number(put.at(-1)) - Number(value[0]) + Number(put[0]);
  return {
    from: dates[0] ?? first,
    to: LAST_DAY,
    currency: "USD",
    twr: 0.2143,
    twr_annualised: 0.079,
    xirr: 0.1187,
    simple_return: 0.19,
    return_on_average_investment: 0.21,
    start_value: value[0] ?? null,
    end_value: value.at(-1) ?? null,
    net_contributions: put.at(-1) ?? null,
    fx_effect: "0.00",
    benchmark: null,
    notes: {},
    gain: cents(gain),
    series: { dates, value, net_contributions: put, cumulative_twr: dates.map(() => null) },
  };
}

function booksOn(transactions: readonly Transaction[], day: string): Map<string, Book> {
  const books = new Map<string, Book>();
  for (const { kind, symbol, quantity, price, trade_date } of transactions) {
    if (!symbol || trade_date > day || (kind !== "buy" && kind !== "sell")) continue;
    const book = books.get(symbol) ?? { quantity: 0, cost: 0 };
    const sign = kind === "buy" ? 1 : -1;
    book.quantity += sign * Number(quantity);
    book.cost += sign * Number(quantity) * Number(price);
    books.set(symbol, book);
  }
  return books;
}

function contributions(transactions: readonly Transaction[], day: string): number {
  return [...booksOn(transactions, day).values()].reduce((sum, { cost }) => sum + cost, 0);
}

function valueOf(books: Map<string, Book>, day: string): number {
  let sum = 0;
  for (const [symbol, { quantity }] of books) {
    if (isKnown(symbol)) sum += quantity * closeOn(symbol, day);
  }
  return sum;
}

function holding(symbol: string, { quantity, cost }: Book, total: number): Holding {
  const price = isKnown(symbol) ? closeOn(symbol, LAST_DAY) : null;
  const value = price === null ? null : price * quantity;
  return {
    symbol,
    name: isKnown(symbol) ? NAMES[symbol] : symbol,
    quantity: String(quantity),
    average_price: cents(cost / quantity),
    cost_basis: cents(cost),
    price: price === null ? null : cents(price),
    price_as_of: price === null ? null : symbol === "META" ? "2023-09-15" : LAST_DAY,
    source: price === null ? null : "sample",
    is_stale: symbol === "META",
    market_value: value === null ? null : cents(value),
    unrealised_gain: value === null ? null : cents(value - cost),
    unrealised_return: value === null ? null : value / cost - 1,
    weight: value === null ? null : value / total,
    isin: null,
    delisted_on: null,
    renamed_to: null,
    formerly: [],
    currency: "USD",
  };
}

function cents(value: number): string {
  return value.toFixed(2);
}
