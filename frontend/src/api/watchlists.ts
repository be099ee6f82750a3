import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap, unwrapWithTag } from "./client";
import { moved } from "./moved";
import type { Watchlist, WatchlistChange } from "./models";
import { idempotencyKey } from "./portfolios";
import { RENEW_QUOTES_MS, STATUS_KEY } from "./market";

const ONE = "/api/watchlists/{watchlist_id}" as const;
const ITEM = "/api/watchlists/{watchlist_id}/items/{symbol}" as const;
const KEY = ["watchlists"] as const;
const at = (watchlist_id: string) => ({ params: { path: { watchlist_id } } });
export function useWatchlists() {
  return useQuery({
    queryKey: [...KEY, "list"],
    queryFn: () => unwrap(api().GET("/api/watchlists", { params: { query: { limit: 100 } } })),
    select: ({ items }) => items,
  });
}

export function useWatchlist(id: string | undefined) {
  return useQuery({
    queryKey: [...KEY, id],
    queryFn: () => unwrap(api().GET(ONE, at(id ?? ""))),
    enabled: id !== undefined,
    refetchInterval: RENEW_QUOTES_MS,
  });
}

function useChanged() {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: KEY });
    await queries.invalidateQueries({ queryKey: STATUS_KEY });
  };
}

export function useCreateWatchlist() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (body: { name: string; note: string }) =>
      unwrap(api().POST("/api/watchlists", { body, headers: idempotencyKey() })),
    onSuccess,
  });
}

export function useChangeWatchlist(id: string) {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: async (body: WatchlistChange) => {
      const { etag } = await unwrapWithTag(api().GET(ONE, at(id)));
      return unwrap(api().PATCH(ONE, { ...at(id), body, headers: { "If-Match": etag ?? "*" } }));
    },
    onSuccess,
  });
}

export function useDeleteWatchlist() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().DELETE(ONE, at(id))),
    onSuccess,
  });
}

export function useWatch() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: ({ id, symbol }: { id: string; symbol: string }) =>
      unwrap(
        api().POST("/api/watchlists/{watchlist_id}/items", {
          ...at(id),
          body: { symbol, note: "" },
          headers: idempotencyKey(),
        }),
      ),
    onSuccess,
  });
}

const item = (id: string, symbol: string) => ({
  params: { path: { watchlist_id: id, symbol } },
});

export function useUnwatch(id: string) {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (symbol: string) => unwrap(api().DELETE(ITEM, item(id, symbol))),
    onSuccess,
  });
}

/** Another place in the list, or another note; shown at once and put back when it is refused. */
export function useChangeWatched(id: string) {
  const queries = useQueryClient();
  const key = [...KEY, id];
  return useMutation({
    mutationKey: [...KEY, "change"],
    mutationFn: ({ symbol, ...body }: { symbol: string; note?: string; position?: number }) =>
      unwrap(api().PATCH(ITEM, { ...item(id, symbol), body })),
    onMutate: async ({ symbol, note, position }) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Watchlist>(key);
      if (before) {
        const noted = before.items.map((one) =>
          one.symbol === symbol ? { ...one, note: note ?? one.note } : one,
        );
        const from = noted.findIndex((one) => one.symbol === symbol);
        queries.setQueryData(key, { ...before, items: moved(noted, from, position ?? from) });
      }
      return { before };
    },
    onError: (_error, _asked, kept) => queries.setQueryData(key, kept?.before),
    // Of several moves in a row the last one reads what stands in the end.
    onSettled: () =>
      queries.isMutating({ mutationKey: [...KEY, "change"] }) <= 1
        ? queries.invalidateQueries({ queryKey: KEY })
        : undefined,
  });
}
