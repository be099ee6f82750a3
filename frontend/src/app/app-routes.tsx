import { Suspense } from "react";
import { Navigate, Route, Routes } from "react-router";

import { AppLayout } from "./app-layout";
import { FailureBoundary } from "./failure-boundary";
import { PageSkeleton } from "./page-skeleton";
import * as pages from "./pages";
import { useScrollToTop } from "./use-scroll-to-top";

/** Every address of the page. Those inside `AppLayout` need a signed-in person. */
export function AppRoutes() {
  useScrollToTop();
  return (
    <FailureBoundary>
      <Suspense fallback={<PageSkeleton />}>
        <Routes>
          <Route index element={<pages.LandingPage />} />
          <Route path="login" element={<pages.LoginPage />} />
          <Route path="register" element={<pages.RegisterPage />} />
          <Route path="forgot-password" element={<pages.ForgotPasswordPage />} />
          <Route path="reset-password" element={<pages.ResetPasswordPage />} />
          <Route path="verify-email" element={<pages.VerifyEmailPage />} />
          <Route path="unsubscribe" element={<pages.UnsubscribePage />} />
          <Route element={<AppLayout />}>
            <Route path="portfolios" element={<pages.PortfoliosPage />} />
            <Route path="portfolios/new" element={<pages.NewPortfolioPage />} />
            <Route path="portfolios/:portfolioId" element={<pages.PortfolioLayout />}>
              <Route index element={<pages.OverviewPage />} />
              <Route path="performance" element={<pages.PerformancePage />} />
              <Route path="gains" element={<pages.GainsPage />} />
              <Route path="income" element={<pages.IncomePage />} />
              <Route path="risk" element={<pages.RiskPage />} />
              <Route path="planning" element={<pages.PlanningPage />} />
              <Route path="transactions" element={<pages.TransactionsPage />} />
              <Route path="import" element={<pages.ImportPage />} />
              <Route path="settings" element={<pages.PortfolioSettingsPage />} />
            </Route>
            <Route path="symbols/:symbol" element={<pages.SymbolPage />} />
            <Route path="watchlists" element={<pages.WatchlistsPage />} />
            <Route path="reports" element={<pages.ReportsPage />} />
            <Route path="documents" element={<pages.DocumentsPage />} />
            <Route path="alerts/:alertId?" element={<pages.AlertsPage />} />
            <Route path="notifications" element={<pages.NotificationsPage />} />
            <Route path="operations" element={<pages.OperationsPage />} />
            <Route path="market" element={<pages.MarketPage />} />
            <Route path="assistant/:sessionId?" element={<pages.AssistantPage />} />
            <Route path="settings" element={<pages.SettingsPage />} />
            <Route
              path="settings/notifications"
              element={<Navigate to="/settings#channels" replace />}
            />
          </Route>
          <Route path="*" element={<pages.NotFoundPage />} />
        </Routes>
      </Suspense>
    </FailureBoundary>
  );
}
