import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap, unwrapWithTag } from "./client";
import type { NewAlert } from "./models";
import { idempotencyKey } from "./portfolios";

const ONE = "/api/alerts/{alert_id}" as const;
const KEY = ["alerts"] as const;
const at = (alert_id: string) => ({ params: { path: { alert_id } } });

export function useAlerts() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api().GET("/api/alerts", { params: { query: { limit: 200 } } })),
    select: ({ items }) => items,
  });
}

function useChanged() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

export function useCreateAlert() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (body: NewAlert) =>
      unwrap(api().POST("/api/alerts", { body, headers: idempotencyKey() })),
    onSuccess,
  });
}

/** The rule anew; its kind stays. */
export function useReplaceAlert(id: string) {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: async (body: NewAlert) => {
      const { etag } = await unwrapWithTag(api().GET(ONE, at(id)));
      return unwrap(api().PUT(ONE, { ...at(id), body, headers: { "If-Match": etag ?? "*" } }));
    },
    onSuccess,
  });
}

/** How often it would have told something in so many days; nothing is made. */
export function usePreviewAlert() {
  return useMutation({
    mutationFn: ({ body, days }: { body: NewAlert; days: number }) =>
      unwrap(api().POST("/api/alerts/preview", { params: { query: { days } }, body })),
  });
}

export function useSwitchAlert() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: async ({ id, enabled }: { id: string; enabled: boolean }) => {
      const { etag } = await unwrapWithTag(api().GET(ONE, at(id)));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PATCH(ONE, { ...at(id), body: { enabled }, headers }));
    },
    onSuccess,
  });
}

/** Silent for so many hours, or awake again for null; what happens meanwhile is not told later. */
export function useSnoozeAlert() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: ({ id, hours }: { id: string; hours: number | null }) =>
      unwrap(api().POST(`${ONE}/snooze`, { ...at(id), body: { hours } })),
    onSuccess,
  });
}

export function useDeleteAlert() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().DELETE(ONE, at(id))),
    onSuccess,
  });
}

/** When it told something, newest first. */
export function useFirings(id: string) {
  return useQuery({
    queryKey: [...KEY, id, "history"],
    queryFn: () => unwrap(api().GET(`${ONE}/history`, at(id))),
    select: ({ items }) => items,
  });
}
