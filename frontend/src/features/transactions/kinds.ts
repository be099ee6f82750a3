import type { TransactionKind } from "@/api/models";

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
  buy: { label: "Buy", ...trade },
  sell: { label: "Sell", ...trade },
  dividend: { label: "Dividend", needs: ["symbol", "amount"], may: ["tax", "fee"] },
  deposit: { label: "Deposit", ...cash },
  withdrawal: { label: "Withdrawal", ...cash },
  interest: { label: "Interest", needs: ["amount"], may: ["tax"] },
  fee: { label: "Fee", needs: ["amount"], may: ["symbol"] },
  tax: { label: "Tax", needs: ["amount"], may: ["symbol"] },
  split: { label: "Split", needs: ["symbol", "ratio"] },
  transfer_in: { label: "Transfer in", needs: ["symbol", "quantity"], may: ["price"] },
  transfer_out: { label: "Transfer out", needs: ["symbol", "quantity"], may: ["price"] },
  short: { label: "Short sale", ...trade },
  cover: { label: "Cover", ...trade },
  stock_dividend: { label: "Stock dividend", needs: ["symbol", "quantity"] },
  spin_off: { label: "Spin-off", needs: ["symbol", "related_symbol", "ratio"], may: ["amount"] },
  merger: { label: "Merger", needs: ["symbol", "related_symbol", "ratio"], may: ["amount"] },
  symbol_change: { label: "Symbol change", needs: ["symbol", "related_symbol"] },
  return_of_capital: { label: "Return of capital", needs: ["symbol", "amount"] },
};

export const KIND_NAMES = Object.keys(KINDS) as TransactionKind[];

export const FIELD_LABELS: Record<FieldName, string> = {
  symbol: "Symbol",
  quantity: "Quantity",
  price: "Price",
  amount: "Amount",
  fee: "Fees",
  tax: "Tax withheld",
  ratio: "Ratio, new:old",
  related_symbol: "Other symbol",
};

export const FIELD_HINTS: Partial<Record<FieldName, string>> = {
  ratio: "4:1 means four shares for each one held",
  amount: "Gross, for the whole position",
};

export function fieldsOf(kind: TransactionKind): FieldName[] {
  return [...KINDS[kind].needs, ...(KINDS[kind].may ?? [])];
}

export function isNeeded(kind: TransactionKind, field: FieldName): boolean {
  return KINDS[kind].needs.includes(field);
}
