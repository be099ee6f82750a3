import type { NewTransaction, Transaction, TransactionKind } from "@/api/models";
import { t } from "@/languages/translate";
import { isDecimal } from "@/lib/decimal";

import { FIELD_LABELS, fieldsOf, isNeeded, type FieldName } from "./kinds";

/** What the form holds: text, exactly as typed. No currency means the symbol's own. */
export type Draft = Record<FieldName | "trade_date" | "currency" | "note", string> & {
  kind: TransactionKind;
};

export type DraftErrors = Partial<Record<keyof Draft, string>>;

const DECIMALS = new Set<FieldName>(["quantity", "price", "amount", "fee", "tax"]);

export function emptyDraft(day: string): Draft {
  return {
    kind: "buy",
    trade_date: day,
    currency: "",
    note: "",
    symbol: "",
    quantity: "",
    price: "",
    amount: "",
    fee: "",
    tax: "",
    ratio: "",
    related_symbol: "",
  };
}

export function draftOf(one: Transaction): Draft {
  return {
    kind: one.kind,
    trade_date: one.trade_date,
    currency: one.currency,
    note: one.note ?? "",
    symbol: one.symbol ?? "",
    quantity: one.quantity ?? "",
    price: one.price ?? "",
    amount: one.amount ?? "",
    fee: zeroAsBlank(one.fee),
    tax: zeroAsBlank(one.tax),
    ratio: one.ratio ?? "",
    related_symbol: one.related_symbol ?? "",
  };
}

function zeroAsBlank(value: string | null | undefined): string {
  return !value || /^0(\.0*)?$/.test(value) ? "" : value;
}

/** Mistakes that can be seen without asking the service. */
export function draftErrors(draft: Draft): DraftErrors {
  const errors: DraftErrors = {};
  for (const field of fieldsOf(draft.kind)) {
    const text = draft[field].trim();
    if (!text && isNeeded(draft.kind, field))
      errors[field] = t("{field} is needed", { field: FIELD_LABELS[field] });
    if (text && DECIMALS.has(field) && !(isDecimal(text) && !text.startsWith("-"))) {
      errors[field] = t("Write a number like 1234.56");
    }
  }
  if (!draft.trade_date) errors.trade_date = t("The day is needed");
  return errors;
}

/** The transaction to send. What the form does not show of an edited one is kept as it was. */
export function asTransaction(
  draft: Draft,
  baseCurrency: string,
  edited?: Transaction,
): NewTransaction {
  const shown = new Set<FieldName>(fieldsOf(draft.kind));
  const text = (field: FieldName) => (shown.has(field) && draft[field].trim()) || null;
  return {
    ...kept(edited),
    kind: draft.kind,
    trade_date: draft.trade_date,
    currency: draft.currency || (isNeeded(draft.kind, "symbol") ? null : baseCurrency),
    note: draft.note.trim() || null,
    symbol: text("symbol")?.toUpperCase() ?? null,
    quantity: text("quantity"),
    price: text("price"),
    amount: text("amount"),
    fee: text("fee") ?? "0",
    tax: text("tax") ?? "0",
    ratio: text("ratio"),
    related_symbol: text("related_symbol")?.toUpperCase() ?? null,
  };
}

function kept(edited?: Transaction) {
  if (!edited) return {};
  const { trade_time, settle_date, fx_rate, account, tags } = edited;
  return { trade_time, settle_date, fx_rate, account, tags };
}
