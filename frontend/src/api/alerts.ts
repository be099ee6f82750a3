import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap, unwrapWithTag } from "./client";
import type { NewAlert } from "./models";
import { idempotencyKey } from "./portfolios";
import { toldSentence, withSentences } from "./told";

const ONE = "/api/alerts/{alert_id}" as const;
const KEY = ["alerts"] as const;
const at = (alert_id: string) => ({ params: { path: { alert_id } } });

/** Oldest first, a page at a time. */
export function useAlerts() {
  return useInfiniteQuery({
    queryKey: [...KEY, "list"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      withSentences(
        unwrap(
          api().GET("/api/alerts", {
            params: { query: { limit: 100, ...(pageParam && { cursor: pageParam }) } },
          }),
        ),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) =>
      pages.flatMap(({ items }) =>
        items.map((alert) => ({
          ...alert,
          title: toldSentence(alert.title),
          detail: toldSentence(alert.detail),
        })),
      ),
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

/** Silent for some hours or until an instant, awake again for neither; what happens meanwhile is
 * not told later. */
export function useSnoozeAlert() {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; hours?: number; until?: string }) =>
      unwrap(api().POST(`${ONE}/snooze`, { ...at(id), body })),
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
  return useInfiniteQuery({
    queryKey: [...KEY, id, "history"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET(`${ONE}/history`, {
          params: {
            ...at(id).params,
            query: { limit: 20, ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}
