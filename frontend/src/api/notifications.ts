import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap, unwrapWithTag } from "./client";
import type { NewChannel, NoticePreferences } from "./models";

const KEY = ["notifications"] as const;
const CHANNELS = ["notification-channels"] as const;
const PREFERENCES = ["notification-preferences"] as const;
const CHANNEL = "/api/notification-channels/{channel_id}" as const;
/** The bell asks this often while the page is in front. */
const RENEW_MS = 60_000;

export function useNotifications() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api().GET("/api/notifications", { params: { query: { limit: 50 } } })),
    refetchInterval: RENEW_MS,
  });
}

/** One, or all of them for null. */
export function useMarkRead() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (notification_id: string | null) => {
      if (notification_id === null) {
        await unwrap(api().PATCH("/api/notifications", { body: { read: true } }));
      } else {
        const params = { path: { notification_id } };
        const body = { read: true };
        await unwrap(api().PATCH("/api/notifications/{notification_id}", { params, body }));
      }
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteNotification() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (notification_id: string) =>
      unwrap(
        api().DELETE("/api/notifications/{notification_id}", {
          params: { path: { notification_id } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useChannels() {
  return useQuery({
    queryKey: CHANNELS,
    queryFn: () => unwrap(api().GET("/api/notification-channels")),
    select: ({ items }) => items,
  });
}

const at = (channel_id: string) => ({ params: { path: { channel_id } } });

/** The secret that signs a webhook is answered this once. */
export function useCreateChannel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewChannel) => unwrap(api().POST("/api/notification-channels", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: CHANNELS }),
  });
}

export function useSwitchChannel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, enabled }: { id: string; enabled: boolean }) => {
      const { etag } = await unwrapWithTag(api().GET(CHANNEL, at(id)));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PATCH(CHANNEL, { ...at(id), body: { enabled }, headers }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: CHANNELS }),
  });
}

export function useTestChannel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().POST(`${CHANNEL}/test`, at(id))),
    onSuccess: () => queries.invalidateQueries({ queryKey: CHANNELS }),
  });
}

/** The newest deliveries, whether they arrived, and why not. */
export function useDeliveries(id: string) {
  return useQuery({
    queryKey: [...CHANNELS, id, "deliveries"],
    queryFn: () => unwrap(api().GET(`${CHANNEL}/deliveries`, at(id))),
    select: ({ items }) => items,
  });
}

/** A webhook's new secret, answered this once; for a day the old one signs as well. */
export function useRotateSecret() {
  return useMutation({
    mutationFn: (id: string) => unwrap(api().POST(`${CHANNEL}/rotate-secret`, at(id))),
  });
}

export function useDeleteChannel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().DELETE(CHANNEL, at(id))),
    onSuccess: () => queries.invalidateQueries({ queryKey: CHANNELS }),
  });
}

export function useNoticePreferences() {
  return useQuery({
    queryKey: PREFERENCES,
    queryFn: () => unwrap(api().GET("/api/notification-preferences")),
  });
}

export function useChangeNoticePreferences() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: NoticePreferences) => {
      const { etag } = await unwrapWithTag(api().GET("/api/notification-preferences"));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PUT("/api/notification-preferences", { body, headers }));
    },
    onSuccess: (kept) => queries.setQueryData(PREFERENCES, kept),
  });
}
