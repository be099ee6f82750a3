import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
} from "@tanstack/react-query";
import { useEffect } from "react";

import { api, unwrap, unwrapWithTag } from "./client";
import type { NewTransaction, Transaction } from "./models";
import { idempotencyKey, ledgerChanged, ledgerKey, portfolioKeys } from "./portfolios";
import { useViewpoint } from "./viewpoint";

const ONE = "/api/portfolios/{portfolio_id}/transactions/{transaction_id}" as const;
const ALL = "/api/portfolios/{portfolio_id}/transactions" as const;

/** The most the service answers at once. */
const PAGE_SIZE = 500;

type LedgerPage = { items: Transaction[]; next_cursor?: string | null };
type Ledger = InfiniteData<LedgerPage, string | null>;

const address = (portfolioId: string, transactionId: string) => ({
  portfolio_id: portfolioId,
  transaction_id: transactionId,
});

/** The whole ledger, newest first, as it stood on the day one looks at: the first page at once, the
 * rest behind it. */
export function useLedger(portfolioId: string) {
  const { as_of, known_at } = useViewpoint();
  const isPast = Boolean(as_of ?? known_at);
  const view = { ...(as_of ? { as_of } : {}), ...(known_at ? { known_at } : {}) };
  const query = useInfiniteQuery({
    // Changes are made to the present alone, under its own key.
    queryKey: isPast ? [...ledgerKey(portfolioId), view] : ledgerKey(portfolioId),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET(ALL, {
          params: {
            path: { portfolio_id: portfolioId },
            query: { limit: PAGE_SIZE, ...view, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    getNextPageParam: (page: LedgerPage) => page.next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return query;
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

/** Shown at once; put back as it was when the service refuses. */
export function useCorrectTransaction(portfolioId: string, edited: Transaction) {
  const queries = useQueryClient();
  const key = ledgerKey(portfolioId);
  return useMutation({
    mutationFn: async (body: NewTransaction) => {
      const headers = await ifMatch(portfolioId, edited.id);
      const params = { path: address(portfolioId, edited.id) };
      return unwrap(api().PUT(ONE, { params, body, headers }));
    },
    onMutate: async (body) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Ledger>(key);
      const shown = { ...edited, ...body, currency: body.currency ?? edited.currency };
      queries.setQueryData<Ledger>(key, (now) => withItem(now, edited.id, shown as Transaction));
      return before;
    },
    onError: (_error, _body, before) => queries.setQueryData(key, before),
    onSuccess: async (kept) => {
      queries.setQueryData<Ledger>(key, (now) => withItem(now, edited.id, kept));
      // A day moved changes the order; what else was read from the ledger is read again.
      await ledgerChanged(queries, portfolioId, kept.trade_date !== edited.trade_date);
    },
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
    onSuccess: async (_nothing, transactionId) => {
      queries.setQueryData<Ledger>(ledgerKey(portfolioId), (now) =>
        withItem(now, transactionId, null),
      );
      await ledgerChanged(queries, portfolioId, false);
    },
  });
}

function withItem(ledger: Ledger | undefined, id: string, item: Transaction | null) {
  if (!ledger) return undefined;
  const replaced = (one: Transaction) => (one.id === id ? (item ? [item] : []) : [one]);
  const pages = ledger.pages.map((page) => ({ ...page, items: page.items.flatMap(replaced) }));
  return { ...ledger, pages };
}

async function ifMatch(portfolioId: string, transactionId: string) {
  const params = { path: address(portfolioId, transactionId) };
  const { etag } = await unwrapWithTag(api().GET(ONE, { params }));
  return { "If-Match": etag ?? "*" };
}
