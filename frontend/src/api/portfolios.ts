import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";

import { saveFile } from "@/lib/save-file";

import { api, unwrap, unwrapWithTag } from "./client";
import type { NewPortfolio, PortfolioChange } from "./models";
import { withNotes, withWords } from "./told";
import { useViewpoint, type Viewpoint } from "./viewpoint";

export const ONE = "/api/portfolios/{portfolio_id}" as const;
export const pathOf = (portfolioId: string) => ({ portfolio_id: portfolioId });
const at = (portfolioId: string) => ({ params: { path: { portfolio_id: portfolioId } } });

export const PERIODS = ["1w", "mtd", "ytd", "1y", "3y", "5y", "max"] as const;
/** A single day is a period, too, though not of a chart of days. */
export type Period = "1d" | (typeof PERIODS)[number];

export const portfolioKeys = {
  all: ["portfolios"] as const,
  one: (id: string) => ["portfolios", id] as const,
};

/** Of what is computed of one. */
export const analysisKey = (id: string, ...rest: unknown[]) =>
  [...portfolioKeys.one(id), ...rest] as const;

/** The entries themselves, apart from what is computed of them: they can be thousands. */
export const ledgerKey = (id: string) => ["ledger", id] as const;

/* What is asked, apart from its hook: a page's first reads are asked before it is drawn. */

export const portfoliosQuery = () =>
  queryOptions({
    queryKey: [...portfolioKeys.all, "list"],
    queryFn: () => unwrap(api().GET("/api/portfolios", { params: { query: {} } })),
  });

export const portfolioQuery = (portfolioId: string) =>
  queryOptions({
    queryKey: [...portfolioKeys.one(portfolioId), "self"],
    queryFn: () => unwrap(api().GET(ONE, at(portfolioId))),
  });

export const holdingsQuery = (portfolioId: string, query: Viewpoint) =>
  queryOptions({
    queryKey: [...portfolioKeys.one(portfolioId), "holdings", query],
    queryFn: () =>
      unwrap(api().GET(`${ONE}/holdings`, { params: { ...at(portfolioId).params, query } })),
  });

export const summaryQuery = (portfolioId: string, query: Viewpoint) =>
  queryOptions({
    queryKey: [...portfolioKeys.one(portfolioId), "summary", query],
    queryFn: () =>
      withWords(
        unwrap(api().GET(`${ONE}/summary`, { params: { ...at(portfolioId).params, query } })),
      ),
  });

export function performanceQuery(
  portfolioId: string,
  viewpoint: Viewpoint,
  span: Span,
  part: PartOf = {},
) {
  const query = { ...viewpoint, ...span, ...part };
  return queryOptions({
    queryKey: [...portfolioKeys.one(portfolioId), "performance", query],
    queryFn: () =>
      withWords(
        unwrap(api().GET(`${ONE}/performance`, { params: { ...at(portfolioId).params, query } })),
      ),
  });
}

export function usePortfolios() {
  return useQuery({ ...portfoliosQuery(), select: (page) => page.items });
}

export function usePortfolio(portfolioId: string) {
  return useQuery(portfolioQuery(portfolioId));
}

export function useCreatePortfolio() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: createPortfolio,
    onSuccess: () => queries.invalidateQueries({ queryKey: portfolioKeys.all }),
  });
}

export function createPortfolio(body: NewPortfolio) {
  return unwrap(api().POST("/api/portfolios", { body, headers: idempotencyKey() }));
}

export function useChangePortfolio(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: PortfolioChange) => {
      const { etag } = await unwrapWithTag(api().GET(ONE, at(portfolioId)));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PATCH(ONE, { ...at(portfolioId), body, headers }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: portfolioKeys.all }),
  });
}

export function useDeletePortfolio(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api().DELETE(ONE, at(portfolioId))),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: portfolioKeys.one(portfolioId) });
      await queries.invalidateQueries({ queryKey: portfolioKeys.all });
    },
  });
}

/** The ledger as a file, fetched with the session and handed to the browser to keep. */
export function useExport(portfolioId: string) {
  return useMutation({
    mutationFn: async (format: "csv" | "json") => {
      const blob = await unwrap(
        api().GET(`${ONE}/export`, {
          params: { ...at(portfolioId).params, query: { format } },
          parseAs: "blob",
        }),
      );
      saveFile(blob, `plumbline-${portfolioId}.${format}`);
    },
  });
}

export function useHoldings(portfolioId: string) {
  return useQuery(holdingsQuery(portfolioId, useViewpoint()));
}

/** Whether there is nothing to show; false while it is not known. */
export function useHoldsNothing(portfolioId: string): boolean {
  const { data = false } = useQuery({
    ...holdingsQuery(portfolioId, useViewpoint()),
    select: ({ items, cash }) => items.length === 0 && cash.length === 0,
  });
  return data;
}

export function useSummary(portfolioId: string) {
  return useQuery({ ...summaryQuery(portfolioId, useViewpoint()), select: withNotes });
}

/** A named period up to the day one looks at, or the days from one to another. */
export type Span = { period: Period } | { from: string; to: string };

/** Against what, and of which part; without a benchmark, the portfolio's own is taken. */
export type PartOf = { benchmark?: string; symbol?: string; account?: string; tag?: string };
/** Yearly, 0.02 is 2 %. */
export type RiskAsked = PartOf & { risk_free?: number };

export function usePerformance(portfolioId: string, span: Span, part: PartOf = {}) {
  return useQuery({
    ...performanceQuery(portfolioId, useViewpoint(), span, part),
    select: withNotes,
    placeholderData: (previous) => previous,
  });
}

/** After the ledger changed: everything read from this portfolio is read again, and what is being
 * fetched, since new symbols are tracked by themselves. */
export async function ledgerChanged(
  queries: QueryClient,
  portfolioId: string,
  isReadAgain = true,
): Promise<void> {
  await Promise.all([
    isReadAgain && queries.invalidateQueries({ queryKey: ledgerKey(portfolioId) }),
    queries.invalidateQueries({ queryKey: portfolioKeys.one(portfolioId) }),
    queries.invalidateQueries({ queryKey: ["stock-data"] }),
  ]);
}

/** One key an attempt: a retry of the same click cannot create the thing twice. */
export function idempotencyKey(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}
