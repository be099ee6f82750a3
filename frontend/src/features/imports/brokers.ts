import { t } from "@/languages/translate";

/** Names of the programs and brokers whose files the service reads, by its ids. */
const NAMES: Record<string, string> = {
  trading212: "Trading 212",
  interactive_brokers: "Interactive Brokers",
  schwab: "Charles Schwab",
  degiro: "DEGIRO",
  coinbase: "Coinbase",
  revolut: "Revolut",
  fidelity: "Fidelity",
  etoro: "eToro",
  zerodha: "Zerodha",
  upstox: "Upstox",
  portfolio_performance: "Portfolio Performance",
  ghostfolio: "Ghostfolio",
  wealthfolio: "Wealthfolio",
  plumbline: "Plumbline",
  generic: "CSV",
};

/** Whose files can be named: all but what is read by no broker's rules. */
export const BROKERS = Object.keys(NAMES).filter((id) => id !== "generic");

export function brokerName(id: string): string {
  return NAMES[id] ?? id;
}

/** "A, B, C, or any CSV with a heading row". */
export function brokersInWords(): string {
  return t("{names}, or any CSV with a heading row", {
    names: BROKERS.map(brokerName).join(", "),
  });
}
