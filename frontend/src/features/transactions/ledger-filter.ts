import type { Transaction, TransactionKind } from "@/api/models";

import { KIND_NAMES } from "./kinds";

export type LedgerFilter = { text: string; kind: TransactionKind | ""; year: string };

export function filterOf(search: URLSearchParams): LedgerFilter {
  return {
    text: search.get("text") ?? "",
    kind: KIND_NAMES.find((name) => name === search.get("kind")) ?? "",
    year: search.get("year") ?? "",
  };
}

export function isFiltered({ text, kind, year }: LedgerFilter): boolean {
  return Boolean(text || kind || year);
}

/** By the beginning of the symbol, or anything in the note; 10,000 entries take a few milliseconds. */
export function filtered(
  ledger: readonly Transaction[],
  { text, kind, year }: LedgerFilter,
): readonly Transaction[] {
  const asked = text.trim().toLowerCase();
  if (!asked && !kind && !year) return ledger;
  return ledger.filter(
    (one) =>
      (!kind || one.kind === kind) &&
      (!year || one.trade_date.startsWith(year)) &&
      (!asked ||
        one.symbol?.toLowerCase().startsWith(asked) === true ||
        one.note?.toLowerCase().includes(asked) === true),
  );
}

export function yearsOf(ledger: readonly Transaction[]): string[] {
  return [...new Set(ledger.map(({ trade_date }) => trade_date.slice(0, 4)))].sort().reverse();
}
