import type { Transaction, TransactionKind } from "@/api/models";
import { isDay } from "@/features/viewpoint/view";

import { KIND_NAMES } from "./kinds";

/** The choice of days of one's own beside the years. */
export const DAYS = "days";

/** `from` and `to`: trading days, both of them in it; empty is from the beginning, up to the end. */
export type LedgerFilter = {
  text: string;
  kind: TransactionKind | "";
  year: string;
  from: string;
  to: string;
};

export function filterOf(search: URLSearchParams): LedgerFilter {
  const day = (name: string) => [search.get(name) ?? ""].find(isDay) ?? "";
  const [from, to] = [day("from"), day("to")];
  return {
    text: search.get("text") ?? "",
    kind: KIND_NAMES.find((name) => name === search.get("kind")) ?? "",
    year: from || to ? DAYS : (search.get("year") ?? ""),
    from,
    to,
  };
}

export function isFiltered({ text, kind, year, from, to }: LedgerFilter): boolean {
  return Boolean(text || kind || from || to || (year && year !== DAYS));
}

/** By the beginning of the symbol, or anything in the note; 10,000 entries take a few milliseconds. */
export function filtered(
  ledger: readonly Transaction[],
  filter: LedgerFilter,
): readonly Transaction[] {
  if (!isFiltered(filter)) return ledger;
  const { text, kind, year, from, to } = filter;
  const asked = text.trim().toLowerCase();
  const begins = year === DAYS ? "" : year;
  return ledger.filter(
    (one) =>
      (!kind || one.kind === kind) &&
      one.trade_date.startsWith(begins) &&
      (!from || one.trade_date >= from) &&
      (!to || one.trade_date <= to) &&
      (!asked ||
        one.symbol?.toLowerCase().startsWith(asked) === true ||
        one.note?.toLowerCase().includes(asked) === true),
  );
}

export function yearsOf(ledger: readonly Transaction[]): string[] {
  return [...new Set(ledger.map(({ trade_date }) => trade_date.slice(0, 4)))].sort().reverse();
}
