import { locale } from "@/languages/language";
import { t } from "@/languages/translate";

import type { Choice } from "./columns";

export const CHOICE_LABELS: Record<Choice, string> = {
  date: t("Day"),
  date_order: t("Order of day and month"),
  symbol: t("Symbol"),
  isin: t("ISIN"),
  kind: t("Kind"),
  quantity: t("Quantity"),
  price: t("Price"),
  amount: t("Amount"),
  decimal_mark: t("Decimal mark"),
  currency: t("Currency"),
  default_currency: t("One currency for the whole file"),
  fee: t("Fee"),
  tax: t("Tax"),
  account: t("Account"),
  note: t("Note"),
  name: t("Name"),
  time: t("Time of day"),
  settle_date: t("Settlement day"),
  fx_rate: t("Exchange rate"),
  ratio: t("Ratio"),
  related_symbol: t("Other symbol"),
  tags: t("Tags"),
  id: t("The broker’s own number"),
};

const either = new Intl.ListFormat(locale, { type: "disjunction" });

/** "Symbol, ISIN or Kind" */
export function anyOf(choices: readonly Choice[]): string {
  return either.format(choices.map((choice) => CHOICE_LABELS[choice]));
}
