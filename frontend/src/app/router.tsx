import { createBrowserRouter, type RouteObject } from "react-router";

import { AppLayout } from "./app-layout";
import { RootLayout } from "./root-layout";
import { PageSkeleton } from "./page-skeleton";
import { RouteFailure } from "./route-failure";

/** Every page is its own chunk. Pages behind `AppLayout` need a signed-in person. */
const open: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({
      Component: (await import("@/features/landing/landing-page")).LandingPage,
    }),
  },
  {
    path: "login",
    lazy: async () => ({ Component: (await import("@/features/account/login-page")).LoginPage }),
  },
  {
    path: "register",
    lazy: async () => ({
      Component: (await import("@/features/account/register-page")).RegisterPage,
    }),
  },
];

const portfolio: RouteObject = {
  path: "portfolios/:portfolioId",
  lazy: async () => ({
    Component: (await import("@/features/portfolios/portfolio-layout")).PortfolioLayout,
  }),
  children: [
    {
      index: true,
      lazy: async () => ({
        Component: (await import("@/features/portfolios/overview-page")).OverviewPage,
      }),
    },
    {
      path: "transactions",
      lazy: async () => ({
        Component: (await import("@/features/transactions/transactions-page")).TransactionsPage,
      }),
    },
    {
      path: "import",
      lazy: async () => ({
        Component: (await import("@/features/imports/import-page")).ImportPage,
      }),
    },
  ],
};

const signedIn: RouteObject[] = [
  {
    path: "portfolios",
    lazy: async () => ({
      Component: (await import("@/features/portfolios/portfolios-page")).PortfoliosPage,
    }),
  },
  {
    path: "portfolios/new",
    lazy: async () => ({
      Component: (await import("@/features/portfolios/new-portfolio-page")).NewPortfolioPage,
    }),
  },
  portfolio,
  {
    path: "symbols/:symbol",
    lazy: async () => ({
      Component: (await import("@/features/symbols/symbol-page")).SymbolPage,
    }),
  },
  {
    path: "market",
    lazy: async () => ({ Component: (await import("@/features/market/market-page")).MarketPage }),
  },
  {
    path: "settings",
    lazy: async () => ({
      Component: (await import("@/features/settings/settings-page")).SettingsPage,
    }),
  },
];

export const routes: RouteObject[] = [
  {
    Component: RootLayout,
    HydrateFallback: PageSkeleton,
    ErrorBoundary: RouteFailure,
    children: [
      ...open,
      {
        Component: AppLayout,
        children: [{ ErrorBoundary: RouteFailure, children: signedIn }],
      },
      {
        path: "*",
        lazy: async () => ({ Component: (await import("./not-found-page")).NotFoundPage }),
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
