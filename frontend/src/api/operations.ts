import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import { addressOf } from "./service-address";
import type { PoisonMessage } from "./models";

const KEY = ["operations"] as const;
const RENEW_MS = 15_000;

export function useReadiness() {
  return useQuery({
    queryKey: [...KEY, "ready"],
    // A store that is down answers 503, with the same body.
    queryFn: async () => {
      const { data, error } = await api().GET("/api/health/ready");
      return data ?? error;
    },
    refetchInterval: RENEW_MS,
  });
}

export function useMetrics() {
  return useQuery({
    queryKey: [...KEY, "metrics"],
    queryFn: () => unwrap(api().GET("/api/operations/metrics")),
    refetchInterval: RENEW_MS,
  });
}

export function usePoison() {
  return useQuery({
    queryKey: [...KEY, "poison"],
    queryFn: () => unwrap(api().GET("/api/operations/poison", { params: { query: {} } })),
    select: ({ items }) => items,
  });
}

/** Back to its queue, or away for good. */
export function useSettlePoison() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ message, isWanted }: { message: PoisonMessage; isWanted: boolean }) => {
      const at = { params: { path: { queue: message.queue, id: message.id } } };
      if (isWanted) await unwrap(api().POST("/api/operations/poison/{queue}/{id}/requeue", at));
      else await unwrap(api().DELETE("/api/operations/poison/{queue}/{id}", at));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

/** Mails that this machine kept instead of sending; there are some in the local stage only. */
export function useOutbox() {
  return useQuery({
    queryKey: [...KEY, "outbox"],
    queryFn: () =>
      unwrap(api().GET("/api/operations/outbox", { params: { query: { limit: 100 } } })),
    select: ({ items }) => items,
    refetchInterval: RENEW_MS,
  });
}

/** The same mails as a page of the service's own, with links that work. */
export function outboxPage(): string {
  return addressOf("/api/operations/outbox/page");
}

export function useAccounts() {
  return useInfiniteQuery({
    queryKey: [...KEY, "users"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET("/api/operations/users", {
          params: { query: { limit: 200, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

export function useChangeAccount() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({
      id,
      ...body
    }: {
      id: string;
      disabled?: boolean;
      roles?: ("user" | "admin")[];
    }) => unwrap(api().PATCH("/api/operations/users/{id}", { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [...KEY, "users"] }),
  });
}

/** What an account did in a month, checked against the chain of hashes by the service. */
export function useAudit(userId: string, month: string) {
  return useInfiniteQuery({
    queryKey: [...KEY, "audit", userId, month],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET("/api/operations/audit", {
          params: {
            query: {
              user_id: userId,
              // The service writes a month without the dash.
              month: month.replace("-", ""),
              limit: 100,
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => ({
      items: pages.flatMap(({ items }) => items),
      broken_at: pages.find(({ broken_at }) => broken_at !== null)?.broken_at ?? null,
    }),
    enabled: userId !== "" && month !== "",
  });
}
