import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";

import { api, unwrap } from "./client";
import { STATUS_KEY } from "./market";
import type { NewDelisting, NewSymbolChange } from "./models";
import { idempotencyKey } from "./portfolios";

/** The pipeline as those see it who run it: whom it asks, what it did, what was decided by hand. */
const KEY = ["ingestion"] as const;
const LISTINGS = [...KEY, "listings"] as const;
const RENEW_MS = 15_000;
const PAGE_SIZE = 50;

/** Every provider in order of preference, and why one is left alone for now. */
export function useSources() {
  return useQuery({
    queryKey: [...KEY, "sources"],
    queryFn: () => unwrap(api().GET("/api/stock-data/providers")),
    select: ({ items }) => items,
    refetchInterval: RENEW_MS,
  });
}

export function useIngestionRuns({ status, symbol }: { status: string; symbol: string }) {
  return useInfiniteQuery({
    queryKey: [...KEY, "runs", status, symbol],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET("/api/operations/ingestion-runs", {
          params: {
            query: {
              limit: PAGE_SIZE,
              ...(status ? { status } : {}),
              ...(symbol ? { symbol } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
  });
}

/** Take a stored payload through the later stages again; answers what came of it. */
export function useReplay() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (payload_id: string) =>
      unwrap(
        api().POST("/api/stock-data/replay", { body: { payload_id }, headers: idempotencyKey() }),
      ),
    onSuccess: () => marketChanged(queries),
  });
}

export function useReleaseQuarantined() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api().POST("/api/stock-data/quarantine/{id}/release", { params: { path: { id } } })),
    onSuccess: () => marketChanged(queries),
  });
}

export function useDelistings() {
  return useQuery({
    queryKey: [...LISTINGS, "delistings"],
    queryFn: () => unwrap(api().GET("/api/stock-data/delistings")),
    select: ({ items }) => items,
  });
}

export function useNoteDelisting() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewDelisting) =>
      unwrap(api().POST("/api/stock-data/delistings", { body, headers: idempotencyKey() })),
    onSuccess: () => marketChanged(queries),
  });
}

export function useTakeBackDelisting() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (symbol: string) =>
      unwrap(api().DELETE("/api/stock-data/delistings/{symbol}", { params: { path: { symbol } } })),
    onSuccess: () => marketChanged(queries),
  });
}

export function useSymbolChanges() {
  return useQuery({
    queryKey: [...LISTINGS, "symbol-changes"],
    queryFn: () => unwrap(api().GET("/api/stock-data/symbol-changes")),
    select: ({ items }) => items,
  });
}

export function useNoteSymbolChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSymbolChange) =>
      unwrap(api().POST("/api/stock-data/symbol-changes", { body, headers: idempotencyKey() })),
    onSuccess: () => marketChanged(queries),
  });
}

export function useTakeBackSymbolChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (symbol: string) =>
      unwrap(
        api().DELETE("/api/stock-data/symbol-changes/{symbol}", { params: { path: { symbol } } }),
      ),
    onSuccess: () => marketChanged(queries),
  });
}

/** Prices may be others now, and with them all that is computed of them. */
function marketChanged(queries: ReturnType<typeof useQueryClient>) {
  return Promise.all(
    [KEY, STATUS_KEY, ["market"], ["portfolios"]].map((queryKey) =>
      queries.invalidateQueries({ queryKey }),
    ),
  );
}
