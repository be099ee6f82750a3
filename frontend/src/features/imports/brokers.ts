/** Names of the brokers whose files the service reads, by its ids. */
const NAMES: Record<string, string> = {
  interactive_brokers: "Interactive Brokers",
  ibkr: "Interactive Brokers",
  trading212: "Trading 212",
  degiro: "DEGIRO",
  schwab: "Charles Schwab",
  coinbase: "Coinbase",
  generic: "CSV with named columns",
  plumbline: "Plumbline export",
};

export function brokerName(id: string): string {
  return NAMES[id] ?? id;
}
