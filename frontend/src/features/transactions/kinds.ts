import type { TransactionKind } from "@/api/models";
import { t } from "@/languages/translate";

/** What a kind is called and which fields it asks for. The service has the last word on both. */
export type FieldName =
  "symbol" | "quantity" | "price" | "amount" | "fee" | "tax" | "ratio" | "related_symbol";

type KindForm = { label: string; needs: FieldName[]; may?: FieldName[] };

const trade: Omit<KindForm, "label"> = {
  needs: ["symbol", "quantity", "price"],
  may: ["fee", "tax"],
};
const cash: Omit<KindForm, "label"> = { needs: ["amount"] };

export const KINDS: Record<TransactionKind, KindForm> = {
  buy: { label: t("Buy"), ...trade },
  sell: { label: t("Sell"), ...trade },
  dividend: { label: t("Dividend"), needs: ["symbol", "amount"], may: ["tax", "fee"] },
  deposit: { label: t("Deposit"), ...cash },
  withdrawal: { label: t("Withdrawal"), ...cash },
  interest: { label: t("Interest"), needs: ["amount"], may: ["tax"] },
  fee: { label: t("Fee"), needs: ["amount"], may: ["symbol"] },
  tax: { label: t("Tax"), needs: ["amount"], may: ["symbol"] },
  split: { label: t("Split"), needs: ["symbol", "ratio"] },
  transfer_in: { label: t("Transfer in"), needs: ["symbol", "quantity"], may: ["price"] },
  transfer_out: { label: t("Transfer out"), needs: ["symbol", "quantity"], may: ["price"] },
  short: { label: t("Short sale"), ...trade },
  cover: { label: t("Cover"), ...trade },
  stock_dividend: { label: t("Stock dividend"), needs: ["symbol", "quantity"] },
  spin_off: { label: t("Spin-off"), needs: ["symbol", "related_symbol", "ratio"], may: ["amount"] },
  merger: { label: t("Merger"), needs: ["symbol", "related_symbol", "ratio"], may: ["amount"] },
  symbol_change: { label: t("Symbol change"), needs: ["symbol", "related_symbol"] },
  return_of_capital: { label: t("Return of capital"), needs: ["symbol", "amount"] },
};

export const KIND_NAMES = Object.keys(KINDS) as TransactionKind[];

export const FIELD_LABELS: Record<FieldName, string> = {
  symbol: t("Symbol"),
  quantity: t("Quantity"),
  price: t("Price"),
  amount: t("Amount"),
  fee: t("Fees"),
  tax: t("Tax withheld"),
  ratio: t("Ratio, new:old"),
  related_symbol: t("Other symbol"),
};

export const FIELD_HINTS: Partial<Record<FieldName, string>> = {
  ratio: t("4:1 means four shares for each one held"),
  amount: t("Gross, for the whole position"),
};

export function fieldsOf(kind: TransactionKind): FieldName[] {
  return [...KINDS[kind].needs, ...(KINDS[kind].may ?? [])];
}

export function isNeeded(kind: TransactionKind, field: FieldName): boolean {
  return KINDS[kind].needs.includes(field);
}
