import { locale } from "@/languages/language";
/** Currencies offered for a portfolio, the common ones first; names come from the browser. */
export const CURRENCIES = [
  "EUR",
  "USD",
  "GBP",
  "CHF",
  "JPY",
  "AUD",
  "CAD",
  "CNY",
  "CZK",
  "DKK",
  "HKD",
  "HUF",
  "ILS",
  "INR",
  "KRW",
  "MXN",
  "NOK",
  "NZD",
  "PLN",
  "RON",
  "SEK",
  "SGD",
  "THB",
  "TRY",
  "ZAR",
] as const;

const names = new Intl.DisplayNames(locale, { type: "currency" });

export function currencyName(code: string): string {
  return `${code} · ${names.of(code) ?? code}`;
}
