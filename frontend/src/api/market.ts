import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";

import { useEffect, useRef } from "react";

import { api, unwrap } from "./client";
import type { MarketStatus, Profile, Tracked } from "./models";
import { idempotencyKey } from "./portfolios";
import { loadSentences, toldName, toldSentence, withWords } from "./told";

const marketKey = (symbol: string, what: string) => ["market", symbol, what] as const;
export const STATUS_KEY = ["stock-data", "status"] as const;
const POLL_MS = 1_500;

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ["market", "search", q],
    queryFn: ({ signal }) =>
      unwrap(api().GET("/api/market/search", { params: { query: { q } }, signal })),
  });

export function useSearch(q: string) {
  return useQuery({
    ...searchQuery(q),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    select: ({ items }) => items,
  });
}

export const profileQuery = (symbol: string) =>
  queryOptions({
    queryKey: marketKey(symbol, "profile"),
    queryFn: () =>
      withWords(unwrap(api().GET("/api/market/{symbol}", { params: { path: { symbol } } }))),
  });

export function useProfile(symbol: string) {
  return useQuery({ ...profileQuery(symbol), select: withToldNames });
}

function withToldNames(profile: Profile): Profile {
  const { asset_class, sector, country } = profile;
  return {
    ...profile,
    asset_class: toldName(asset_class),
    sector: sector && toldName(sector),
    country: country && toldName(country),
  };
}

/** Prices arrive by the minute: asked for as often, while the page is looked at. */
export const RENEW_QUOTES_MS = 60_000;

export const quoteQuery = (symbol: string) =>
  queryOptions({
    queryKey: marketKey(symbol, "quote"),
    queryFn: () =>
      unwrap(api().GET("/api/market/quotes", { params: { query: { symbols: symbol } } })),
  });

/** The last price; null where there is none yet. */
export function useQuote(symbol: string) {
  return useQuery({
    ...quoteQuery(symbol),
    refetchInterval: RENEW_QUOTES_MS,
    select: ({ items }) => items[0] ?? null,
  });
}

/** Daily history from a day on; all there is for null. Waits while the day is not known yet. */
export function useHistory(symbol: string, from: string | null | undefined) {
  return useQuery({
    queryKey: [...marketKey(symbol, "history"), from],
    queryFn: () =>
      unwrap(
        api().GET("/api/market/{symbol}/history", {
          params: { path: { symbol }, query: { ...(from ? { from } : {}), adjusted: true } },
        }),
      ),
    enabled: from !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** Indicators over the same days as the history; undefined names ask for nothing. */
export function useIndicators(
  symbol: string,
  from: string | null | undefined,
  names: readonly string[],
) {
  return useQuery({
    queryKey: [...marketKey(symbol, "indicators"), from, names],
    queryFn: () =>
      unwrap(
        api().GET("/api/market/{symbol}/indicators", {
          params: {
            path: { symbol },
            query: { names: names.join(","), ...(from ? { from } : {}), adjusted: true },
          },
        }),
      ),
    enabled: from !== undefined && names.length > 0,
    placeholderData: keepPreviousData,
  });
}

export const fundamentalsQuery = (symbol: string) =>
  queryOptions({
    queryKey: marketKey(symbol, "fundamentals"),
    queryFn: () =>
      unwrap(api().GET("/api/market/{symbol}/fundamentals", { params: { path: { symbol } } })),
    staleTime: 600_000,
  });

export function useFundamentals(symbol: string) {
  return useQuery(fundamentalsQuery(symbol));
}

export function useNews(symbol: string) {
  return useQuery({
    queryKey: marketKey(symbol, "news"),
    queryFn: () =>
      unwrap(
        api().GET("/api/market/{symbol}/news", {
          params: { path: { symbol }, query: { limit: 12 } },
        }),
      ),
    staleTime: 300_000,
  });
}

export const eventsQuery = (symbol: string) =>
  queryOptions({
    queryKey: marketKey(symbol, "events"),
    queryFn: () =>
      unwrap(api().GET("/api/market/{symbol}/events", { params: { path: { symbol } } })),
  });

export function useEvents(symbol: string) {
  return useQuery({ ...eventsQuery(symbol), select: ({ items }) => items });
}

/** Reference rates of a pair from a day on. Waits while the day is not known yet. */
export function useFx({
  base,
  quote,
  from,
}: {
  base: string;
  quote: string;
  from: string | undefined;
}) {
  return useQuery({
    queryKey: ["market", "fx", base, quote, from],
    queryFn: () =>
      unwrap(
        api().GET("/api/market/fx", {
          params: { query: { base, quote, ...(from ? { from } : {}) } },
        }),
      ),
    enabled: from !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** What the pipeline holds; read again every moment while a back-fill is running. */
export function useMarketStatus() {
  return useQuery({
    queryKey: STATUS_KEY,
    queryFn: async () => {
      const status = await unwrap(api().GET("/api/stock-data/status"));
      // It is read in the frame of every page: nobody waits for words that are not needed.
      if (status.symbols.some(({ detail }) => detail)) await loadSentences();
      return status;
    },
    select: inWords,
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? POLL_MS : false),
  });
}

function inWords(status: MarketStatus): MarketStatus {
  const symbols = status.symbols.map((one) => ({
    ...one,
    detail: one.detail && toldSentence(one.detail),
  }));
  return { ...status, symbols };
}

function isWorking(status: MarketStatus): boolean {
  return status.symbols.some(isLoading);
}

export function isLoading({ status }: Tracked): boolean {
  return status === "queued" || status === "backfilling";
}

/** Which of these symbols have prices on their way. What was read is read again as they arrive. */
export function useArrivals(symbols: readonly string[]): Tracked[] {
  const queries = useQueryClient();
  const { data } = useMarketStatus();
  const wanted = new Set(symbols);
  const coming = data?.symbols.filter((one) => wanted.has(one.symbol) && isLoading(one)) ?? [];
  const before = useRef(0);
  useEffect(() => {
    if (coming.length < before.current) {
      void queries.invalidateQueries({ queryKey: ["market"] });
      void queries.invalidateQueries({ queryKey: ["portfolios"] });
    }
    before.current = coming.length;
  }, [coming.length, queries]);
  return coming;
}

export function useTrack() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (symbol: string) =>
      unwrap(api().POST("/api/stock-data/track", { body: { symbol }, headers: idempotencyKey() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: STATUS_KEY }),
  });
}

export function useUntrack() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (symbol: string) =>
      unwrap(api().DELETE("/api/stock-data/track/{symbol}", { params: { path: { symbol } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: STATUS_KEY }),
  });
}
