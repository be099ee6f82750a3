import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Portfolio = Schemas["Portfolio"];
export type NewPortfolio = Schemas["NewPortfolio"];
export type Transaction = Schemas["Transaction"];
export type NewTransaction = Schemas["NewTransaction"];
export type TransactionKind = Transaction["kind"];
export type Holding = Schemas["Holding"];
export type Holdings = Schemas["Holdings"];
export type Summary = Schemas["Summary"];
export type Performance = Schemas["Performance"];
export type ImportPreview = Schemas["Import"];
export type ImportedTransaction = Schemas["ImportedTransaction"];
export type ImportResult = Schemas["ImportResult"];
export type Profile = Schemas["Profile"];
export type Quote = Schemas["Quote"];
export type History = Schemas["History"];
export type MarketEvent = Schemas["MarketEvent"];
export type Tracked = Schemas["Tracked"];
export type Run = Schemas["Run"];
export type Quarantined = Schemas["Quarantined"];
export type MarketStatus = Schemas["Status"];
export type User = Schemas["User"];
export type Problem = Schemas["Problem"];
