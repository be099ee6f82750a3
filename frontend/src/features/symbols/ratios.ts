import type { Statement } from "@/api/models";
import { t } from "@/languages/translate";

/** How a ratio is written: a fraction as per cent, a multiple, an amount, a price or a count. */
export type RatioForm = "share" | "multiple" | "amount" | "price" | "count";

type Ratio = { name: string; label: string; form: RatioForm };

export const RATIO_GROUPS: { title: string; items: Ratio[] }[] = [
  {
    title: t("What it costs"),
    items: [
      { name: "market_cap", label: t("Market value"), form: "amount" },
      { name: "trailing_pe", label: t("Price to earnings"), form: "multiple" },
      { name: "forward_pe", label: t("Price to expected earnings"), form: "multiple" },
      { name: "price_to_book", label: t("Price to book"), form: "multiple" },
      { name: "price_to_sales", label: t("Price to sales"), form: "multiple" },
      { name: "ev_to_ebitda", label: t("Enterprise value to EBITDA"), form: "multiple" },
    ],
  },
  {
    title: t("What it earns"),
    items: [
      { name: "revenue", label: t("Revenue, 12 months"), form: "amount" },
      { name: "revenue_growth", label: t("Revenue growth"), form: "share" },
      { name: "gross_margin", label: t("Gross margin"), form: "share" },
      { name: "operating_margin", label: t("Operating margin"), form: "share" },
      { name: "profit_margin", label: t("Profit margin"), form: "share" },
      { name: "return_on_equity", label: t("Return on equity"), form: "share" },
      { name: "eps", label: t("Earnings a share"), form: "price" },
    ],
  },
  {
    title: t("What it pays"),
    items: [
      { name: "dividend_rate", label: t("Dividend a year"), form: "price" },
      { name: "dividend_yield", label: t("Dividend yield"), form: "share" },
      { name: "payout_ratio", label: t("Share of profit paid out"), form: "share" },
    ],
  },
  {
    title: t("How it stands"),
    items: [
      { name: "total_cash", label: t("Cash"), form: "amount" },
      { name: "total_debt", label: t("Debt"), form: "amount" },
      { name: "free_cash_flow", label: t("Free cash flow"), form: "amount" },
      { name: "current_ratio", label: t("Current ratio"), form: "multiple" },
      { name: "beta", label: t("Beta"), form: "multiple" },
      { name: "fifty_two_week_high", label: t("Highest in a year"), form: "price" },
      { name: "fifty_two_week_low", label: t("Lowest in a year"), form: "price" },
      { name: "shares_outstanding", label: t("Shares outstanding"), form: "count" },
    ],
  },
];

export const STATEMENT_KINDS: { value: Statement["kind"]; label: string }[] = [
  { value: "income", label: t("Income") },
  { value: "balance", label: t("Balance sheet") },
  { value: "cash_flow", label: t("Cash flow") },
];

/** `total_revenue` → "Total revenue": the reporting term, which has no translation of its own. */
export function statementRowName(row: string): string {
  const words = row.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
