import { createElement, lazy, useState, type ComponentType } from "react";

import { wholeCatalogue } from "@/languages/load-catalogue";

import { pageFiles, type PageFile } from "./page-files";
import { whenIdle } from "./when-quiet";

type Loader = () => Promise<{ default: ComponentType }>;

const loaders: Loader[] = [];

/** A page in a chunk of its own, after its words. */
function page(load: Loader) {
  return firstPage(() => wholeCatalogue().then(load));
}

/** A page whose words are among those that come first: nothing more is waited for. */
function firstPage(load: Loader) {
  loaders.push(load);
  return lazy(load);
}

/** A page that people arrive at: drawn at once, without a skeleton, where its code is here. */
function arrival<M>(file: PageFile<M>, pick: (module: M) => ComponentType) {
  const Later = firstPage(async () => ({ default: pick(await file.load()) }));
  return function Arrival() {
    const [shown] = useState(() => (file.here ? pick(file.here) : Later));
    return createElement(shown);
  };
}

export const LandingPage = firstPage(async () => ({
  default: (await import("@/features/landing/landing-page")).LandingPage,
}));
export const LoginPage = firstPage(async () => ({
  default: (await import("@/features/account/login-page")).LoginPage,
}));
export const RegisterPage = firstPage(async () => ({
  default: (await import("@/features/account/register-page")).RegisterPage,
}));
export const ForgotPasswordPage = page(async () => ({
  default: (await import("@/features/account/forgot-password-page")).ForgotPasswordPage,
}));
export const ResetPasswordPage = page(async () => ({
  default: (await import("@/features/account/reset-password-page")).ResetPasswordPage,
}));
export const VerifyEmailPage = page(async () => ({
  default: (await import("@/features/account/verify-email-page")).VerifyEmailPage,
}));
export const UnsubscribePage = page(async () => ({
  default: (await import("@/features/notifications/unsubscribe-page")).UnsubscribePage,
}));
export const PortfoliosPage = arrival(pageFiles.portfolios, (module) => module.PortfoliosPage);
export const NewPortfolioPage = page(async () => ({
  default: (await import("@/features/portfolios/new-portfolio-page")).NewPortfolioPage,
}));
export const PortfolioLayout = arrival(pageFiles.portfolio, (module) => module.PortfolioLayout);
export const OverviewPage = arrival(pageFiles.overview, (module) => module.OverviewPage);
export const PerformancePage = page(async () => ({
  default: (await import("@/features/performance/performance-page")).PerformancePage,
}));
export const GainsPage = page(async () => ({
  default: (await import("@/features/gains/gains-page")).GainsPage,
}));
export const IncomePage = page(async () => ({
  default: (await import("@/features/income/income-page")).IncomePage,
}));
export const RiskPage = page(async () => ({
  default: (await import("@/features/risk/risk-page")).RiskPage,
}));
export const PlanningPage = page(async () => ({
  default: (await import("@/features/planning/planning-page")).PlanningPage,
}));
export const PortfolioSettingsPage = page(async () => ({
  default: (await import("@/features/portfolio-settings/portfolio-settings-page"))
    .PortfolioSettingsPage,
}));
export const TransactionsPage = page(async () => ({
  default: (await import("@/features/transactions/transactions-page")).TransactionsPage,
}));
export const ImportPage = page(async () => ({
  default: (await import("@/features/imports/import-page")).ImportPage,
}));
export const SymbolPage = arrival(pageFiles.symbol, (module) => module.SymbolPage);
export const WatchlistsPage = page(async () => ({
  default: (await import("@/features/watchlists/watchlists-page")).WatchlistsPage,
}));
export const ReportsPage = page(async () => ({
  default: (await import("@/features/reports/reports-page")).ReportsPage,
}));
export const DocumentsPage = page(async () => ({
  default: (await import("@/features/documents/documents-page")).DocumentsPage,
}));
export const AlertsPage = page(async () => ({
  default: (await import("@/features/alerts/alerts-page")).AlertsPage,
}));
export const NotificationsPage = page(async () => ({
  default: (await import("@/features/notifications/notifications-page")).NotificationsPage,
}));
export const OperationsPage = page(async () => ({
  default: (await import("@/features/operations/operations-page")).OperationsPage,
}));
export const MarketPage = page(async () => ({
  default: (await import("@/features/market/market-page")).MarketPage,
}));
export const AssistantPage = page(async () => ({
  default: (await import("@/features/assistant/assistant-page")).AssistantPage,
}));
export const SettingsPage = page(async () => ({
  default: (await import("@/features/settings/settings-page")).SettingsPage,
}));
export const NotFoundPage = page(async () => ({
  default: (await import("./not-found-page")).NotFoundPage,
}));

/** Fetch the other pages one by one while nothing else happens, so that moving between them waits
 * for none and none of them is in the way. */
export function fetchPages(next = 0): void {
  const load = loaders[next];
  if (!load) return;
  void load()
    .catch(() => undefined)
    .finally(() => whenIdle(() => fetchPages(next + 1)));
}
