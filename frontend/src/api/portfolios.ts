import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { NewPortfolio } from "./models";

export const PERIODS = ["1w", "mtd", "ytd", "1y", "3y", "5y", "max"] as const;
export type Period = (typeof PERIODS)[number];

export const portfolioKeys = {
  all: ["portfolios"] as const,
  one: (id: string) => ["portfolios", id] as const,
};

export function usePortfolios() {
  return useQuery({
    queryKey: [...portfolioKeys.all, "list"],
    queryFn: () => unwrap(api().GET("/api/portfolios", { params: { query: {} } })),
    select: (page) => page.items,
  });
}

export function usePortfolio(portfolioId: string) {
  return useQuery({
    queryKey: [...portfolioKeys.one(portfolioId), "self"],
    queryFn: () =>
      unwrap(
        api().GET("/api/portfolios/{portfolio_id}", {
          params: { path: { portfolio_id: portfolioId } },
        }),
      ),
  });
}

export function useCreatePortfolio() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewPortfolio) =>
      unwrap(api().POST("/api/portfolios", { body, headers: idempotencyKey() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: portfolioKeys.all }),
  });
}

export function useHoldings(portfolioId: string) {
  return useQuery({
    queryKey: [...portfolioKeys.one(portfolioId), "holdings"],
    queryFn: () =>
      unwrap(
        api().GET("/api/portfolios/{portfolio_id}/holdings", {
          params: { path: { portfolio_id: portfolioId } },
        }),
      ),
  });
}

export function useSummary(portfolioId: string) {
  return useQuery({
    queryKey: [...portfolioKeys.one(portfolioId), "summary"],
    queryFn: () =>
      unwrap(
        api().GET("/api/portfolios/{portfolio_id}/summary", {
          params: { path: { portfolio_id: portfolioId } },
        }),
      ),
  });
}

export function usePerformance(portfolioId: string, period: Period) {
  return useQuery({
    queryKey: [...portfolioKeys.one(portfolioId), "performance", period],
    queryFn: () =>
      unwrap(
        api().GET("/api/portfolios/{portfolio_id}/performance", {
          params: { path: { portfolio_id: portfolioId }, query: { period } },
        }),
      ),
    placeholderData: (previous) => previous,
  });
}

/** After the ledger changed: everything read from this portfolio is read again, and what is being
 * fetched, since new symbols are tracked by themselves. */
export async function ledgerChanged(queries: QueryClient, portfolioId: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: portfolioKeys.one(portfolioId) }),
    queries.invalidateQueries({ queryKey: ["stock-data"] }),
  ]);
}

/** One key an attempt: a retry of the same click cannot create the thing twice. */
export function idempotencyKey(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}
