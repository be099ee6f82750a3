import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap, unwrapWithTag } from "./client";
import type { NewTransaction, TransactionKind } from "./models";
import { idempotencyKey, ledgerChanged, portfolioKeys } from "./portfolios";

const ONE = "/api/portfolios/{portfolio_id}/transactions/{transaction_id}" as const;
const ALL = "/api/portfolios/{portfolio_id}/transactions" as const;

export type TransactionFilter = { symbol?: string; kind?: TransactionKind };

const PAGE_SIZE = 100;

const asQuery = ({ symbol, kind }: TransactionFilter) => ({
  ...(symbol ? { symbol } : {}),
  ...(kind ? { kind: [kind] } : {}),
});

const address = (portfolioId: string, transactionId: string) => ({
  portfolio_id: portfolioId,
  transaction_id: transactionId,
});

export function useTransactions(portfolioId: string, filter: TransactionFilter) {
  return useInfiniteQuery({
    queryKey: [...portfolioKeys.one(portfolioId), "transactions", filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET(ALL, {
          params: {
            path: { portfolio_id: portfolioId },
            query: {
              ...asQuery(filter),
              limit: PAGE_SIZE,
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (previous) => previous,
  });
}

export function useVersions(portfolioId: string, transactionId: string) {
  return useQuery({
    queryKey: [...portfolioKeys.one(portfolioId), "versions", transactionId],
    queryFn: () =>
      unwrap(
        api().GET(`${ONE}/versions`, { params: { path: address(portfolioId, transactionId) } }),
      ),
  });
}

export function useAddTransaction(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewTransaction) =>
      unwrap(
        api().POST(ALL, {
          params: { path: { portfolio_id: portfolioId } },
          body,
          headers: idempotencyKey(),
        }),
      ),
    onSuccess: () => ledgerChanged(queries, portfolioId),
  });
}

export function useCorrectTransaction(portfolioId: string, transactionId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewTransaction) => {
      const headers = await ifMatch(portfolioId, transactionId);
      const params = { path: address(portfolioId, transactionId) };
      return unwrap(api().PUT(ONE, { params, body, headers }));
    },
    onSuccess: () => ledgerChanged(queries, portfolioId),
  });
}

export function useDeleteTransaction(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (transactionId: string) => {
      const headers = await ifMatch(portfolioId, transactionId);
      const params = { path: address(portfolioId, transactionId) };
      await unwrap(api().DELETE(ONE, { params, headers }));
    },
    onSuccess: () => ledgerChanged(queries, portfolioId),
  });
}

async function ifMatch(portfolioId: string, transactionId: string) {
  const params = { path: address(portfolioId, transactionId) };
  const { etag } = await unwrapWithTag(api().GET(ONE, { params }));
  return { "If-Match": etag ?? "*" };
}
