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
export type Preferences = Read<"/api/users/me/preferences">;
export type PreferencesChange = Sent<Put<"/api/users/me/preferences">>;
export type OpenSession = Item<Read<"/api/auth/sessions">>;
export type ApiToken = Item<Read<"/api/users/me/tokens">>;
export type NewApiToken = Sent<Posted<"/api/users/me/tokens">>;

export type ChatSession = Item<Read<"/api/chat/sessions">>;
export type ChatMessage = Item<Read<"/api/chat/sessions/{session_id}/messages">>;
export type Citation = ChatMessage["citations"][number];
export type Claim = ChatMessage["claims"][number];
export type ChatChange = Sent<Patched<"/api/chat/sessions/{session_id}">>;
export type AssistantUsage = Read<"/api/chat/usage">;
export type Model = Item<Read<"/api/models">>;
export type SelectedModel = Read<"/api/models/selected">;
export type ModelSelection = Sent<Put<"/api/models/selected">>;

export type Portfolio = Read<"/api/portfolios/{portfolio_id}">;
export type NewPortfolio = Sent<Posted<"/api/portfolios">>;
export type PortfolioChange = Sent<Patched<"/api/portfolios/{portfolio_id}">>;
export type Holdings = Read<"/api/portfolios/{portfolio_id}/holdings">;
export type Holding = Item<Holdings>;
export type Summary = Read<"/api/portfolios/{portfolio_id}/summary">;
export type Performance = Read<"/api/portfolios/{portfolio_id}/performance">;

export type Gains = Read<"/api/portfolios/{portfolio_id}/gains">;
export type Income = Read<"/api/portfolios/{portfolio_id}/income">;
export type ExpectedDividend = Income["expected"][number];
export type Risk = Read<"/api/portfolios/{portfolio_id}/risk">;
export type Allocation = Read<"/api/portfolios/{portfolio_id}/allocation">;
export type Explanation = Read<"/api/portfolios/{portfolio_id}/explain">;
type ExplainQuery = paths["/api/portfolios/{portfolio_id}/explain"]["get"]["parameters"]["query"];
export type ExplainedMetric = ExplainQuery["metric"];
/** What else the reading was asked that shows a figure, and which of many figures it is. */
export type ExplainedOf = Omit<ExplainQuery, "metric">;
export type AllocationBy = NonNullable<
  NonNullable<
    paths["/api/portfolios/{portfolio_id}/allocation"]["get"]["parameters"]["query"]
  >["by"]
>;
export type Scenarios = Success<Posted<"/api/portfolios/{portfolio_id}/scenarios">>;
export type ScenariosInput = Sent<Posted<"/api/portfolios/{portfolio_id}/scenarios">>;
export type Simulation = Success<Posted<"/api/portfolios/{portfolio_id}/simulate">>;
export type SimulationInput = Sent<Posted<"/api/portfolios/{portfolio_id}/simulate">>;
export type WhatIf = Success<Posted<"/api/portfolios/{portfolio_id}/what-if">>;
export type WhatIfInput = Sent<Posted<"/api/portfolios/{portfolio_id}/what-if">>;
export type Optimisation = Success<Posted<"/api/portfolios/{portfolio_id}/optimise">>;
export type OptimisationInput = Sent<Posted<"/api/portfolios/{portfolio_id}/optimise">>;
export type Rebalancing = Success<Posted<"/api/portfolios/{portfolio_id}/rebalance">>;
export type RebalancingInput = Sent<Posted<"/api/portfolios/{portfolio_id}/rebalance">>;

export type Transaction = Item<Read<"/api/portfolios/{portfolio_id}/transactions">>;
export type TransactionKind = Transaction["kind"];
export type NewTransaction = Sent<
  Put<"/api/portfolios/{portfolio_id}/transactions/{transaction_id}">
>;

export type ImportPreview = Success<Posted<"/api/portfolios/{portfolio_id}/imports">>;
export type BrokerRequest = Sent<Posted<"/api/portfolios/{portfolio_id}/imports/from-broker">>;
export type PastImport = Item<Read<"/api/portfolios/{portfolio_id}/imports">>;
export type ImportedTransaction = ImportPreview["transactions"][number];
export type ImportResult = Success<
  Posted<"/api/portfolios/{portfolio_id}/imports/{import_id}/confirm">
>;

export type SymbolMatch = Item<Read<"/api/market/search">>;
export type Profile = Read<"/api/market/{symbol}">;
export type Quote = Item<Read<"/api/market/quotes">>;
export type History = Read<"/api/market/{symbol}/history">;
export type Indicators = Read<"/api/market/{symbol}/indicators">;
export type Fundamentals = Read<"/api/market/{symbol}/fundamentals">;
export type Statement = Fundamentals["statements"][number];
export type MarketEvent = Item<Read<"/api/market/{symbol}/events">>;
export type MarketStatus = Read<"/api/stock-data/status">;
export type Tracked = MarketStatus["symbols"][number];
export type Run = MarketStatus["runs"][number];
export type Quarantined = MarketStatus["quarantined"][number];

export type Source = Item<Read<"/api/stock-data/providers">>;
export type PastRun = Item<Read<"/api/operations/ingestion-runs">>;
export type NewDelisting = Sent<Posted<"/api/stock-data/delistings">>;
export type NewSymbolChange = Sent<Posted<"/api/stock-data/symbol-changes">>;
export type FxRates = Read<"/api/market/fx">;

export type Watchlist = Read<"/api/watchlists/{watchlist_id}">;
export type Watched = Item<Watchlist>;
export type WatchlistChange = Sent<Patched<"/api/watchlists/{watchlist_id}">>;

export type Report = Read<"/api/reports/{report_id}">;
export type NewReport = Sent<Posted<"/api/reports">>;
export type ReportFormat = Report["formats"][number];
type ReportsQuery = NonNullable<paths["/api/reports"]["get"]["parameters"]["query"]>;
export type ReportFilter = Pick<ReportsQuery, "kind" | "status" | "portfolio_id">;
export type ReportSchedule = Item<Read<"/api/reports/schedules">>;
export type Alert = Item<Read<"/api/alerts">>;
export type NewAlert = Sent<Posted<"/api/alerts">>;
export type AlertPreview = Success<Posted<"/api/alerts/preview">>;
export type KnownDocument = Item<Read<"/api/documents">>;

export type NotificationPage = Read<"/api/notifications">;
type NotificationsQuery = NonNullable<paths["/api/notifications"]["get"]["parameters"]["query"]>;
export type NotificationFilter = Pick<NotificationsQuery, "unread" | "kind">;
export type Notification = Item<Read<"/api/notifications">>;
export type Channel = Item<Read<"/api/notification-channels">>;
export type ChannelChange = Sent<Patched<"/api/notification-channels/{channel_id}">>;
export type Delivery = Item<Read<"/api/notification-channels/{channel_id}/deliveries">>;
export type NewChannel = Sent<Posted<"/api/notification-channels">>;
export type NoticePreferences = Read<"/api/notification-preferences">;
export type Account = Item<Read<"/api/operations/users">>;
export type AuditEvent = Item<Read<"/api/operations/audit">>;
export type PoisonMessage = Item<Read<"/api/operations/poison">>;

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  correlation_id: string;
  errors?: { pointer: string; message: string }[];
};
