import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import { STATUS_KEY } from "./market";
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

export function useIngestionRuns(status: string) {
  return useQuery({
    queryKey: [...KEY, "runs", status],
    queryFn: () =>
      unwrap(
        api().GET("/api/operations/ingestion-runs", {
          params: { query: { limit: 100, ...(status ? { status } : {}) } },
        }),
      ),
    select: ({ items }) => items,
    placeholderData: keepPreviousData,
  });
}

export function useReleaseQuarantined() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api().POST("/api/stock-data/quarantine/{id}/release", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: STATUS_KEY }),
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

export function useAccounts() {
  return useQuery({
    queryKey: [...KEY, "users"],
    queryFn: () =>
      unwrap(api().GET("/api/operations/users", { params: { query: { limit: 200 } } })),
    select: ({ items }) => items,
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
  return useQuery({
    queryKey: [...KEY, "audit", userId, month],
    queryFn: () =>
      unwrap(
        api().GET("/api/operations/audit", {
          params: {
            // The service writes a month without the dash.
            query: { user_id: userId, month: month.replace("-", ""), limit: 100 },
          },
        }),
      ),
    enabled: userId !== "" && month !== "",
  });
}
