import type { paths } from "./schema.gen";

/** Names for what the service takes and answers. They are read off the paths, whose names are the
 * contract, and not off the document's schema names, which follow the service's own code. */
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : never;
type Success<Operation> = Operation extends { responses: infer Answers }
  ? Json<Answers[keyof Answers & (200 | 201 | 202)]>
  : never;
type Sent<Operation> = Operation extends { requestBody?: infer Request } ? Json<Request> : never;
type Read<Path extends keyof paths> = paths[Path] extends { get: infer Operation }
  ? Success<Operation>
  : never;
type Posted<Path extends keyof paths> = paths[Path] extends { post: infer Operation }
  ? Operation
  : never;
type Put<Path extends keyof paths> = paths[Path] extends { put: infer Operation }
  ? Operation
  : never;
type Patched<Path extends keyof paths> = paths[Path] extends { patch: infer Operation }
  ? Operation
  : never;
type Item<Page> = Page extends { items: (infer One)[] } ? One : never;

export type User = Read<"/api/users/me">;

export type Portfolio = Read<"/api/portfolios/{portfolio_id}">;
export type NewPortfolio = Sent<Posted<"/api/portfolios">>;
export type PortfolioChange = Sent<Patched<"/api/portfolios/{portfolio_id}">>;
export type Holdings = Read<"/api/portfolios/{portfolio_id}/holdings">;
export type Holding = Item<Holdings>;
export type Summary = Read<"/api/portfolios/{portfolio_id}/summary">;
export type Performance = Read<"/api/portfolios/{portfolio_id}/performance">;

export type Transaction = Item<Read<"/api/portfolios/{portfolio_id}/transactions">>;
export type TransactionKind = Transaction["kind"];
export type TransactionVersion = Item<
  Read<"/api/portfolios/{portfolio_id}/transactions/{transaction_id}/versions">
>;
export type NewTransaction = Sent<
  Put<"/api/portfolios/{portfolio_id}/transactions/{transaction_id}">
>;

export type ImportPreview = Success<Posted<"/api/portfolios/{portfolio_id}/imports">>;
export type ImportedTransaction = ImportPreview["transactions"][number];
export type ImportResult = Success<
  Posted<"/api/portfolios/{portfolio_id}/imports/{import_id}/confirm">
>;

export type Profile = Read<"/api/market/{symbol}">;
export type Quote = Item<Read<"/api/market/quotes">>;
export type History = Read<"/api/market/{symbol}/history">;
export type MarketEvent = Item<Read<"/api/market/{symbol}/events">>;
export type MarketStatus = Read<"/api/stock-data/status">;
export type Tracked = MarketStatus["symbols"][number];
export type Run = MarketStatus["runs"][number];
export type Quarantined = MarketStatus["quarantined"][number];

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  correlation_id: string;
  errors?: { pointer: string; message: string }[];
};
