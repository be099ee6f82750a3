import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap, unwrapWithTag } from "./client";
import type { ChannelChange, Delivery, NewChannel, NoticePreferences } from "./models";
import { toldSentence, withSentences } from "./told";

const CHANNELS = ["notification-channels"] as const;
const PREFERENCES = ["notification-preferences"] as const;
const CHANNEL = "/api/notification-channels/{channel_id}" as const;

export function useChannels() {
  return useQuery({
    queryKey: CHANNELS,
    queryFn: () => withSentences(unwrap(api().GET("/api/notification-channels"))),
    select: ({ items }) =>
      items.map((channel) => ({
        ...channel,
        last_error: channel.last_error && toldSentence(channel.last_error),
        disabled_because: channel.disabled_because && toldSentence(channel.disabled_because),
      })),
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

/** Another name or address, on or off. Switching on forgives earlier failures. */
export function useChangeChannel(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: ChannelChange) => {
      const { etag } = await unwrapWithTag(api().GET(CHANNEL, at(id)));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PATCH(CHANNEL, { ...at(id), body, headers }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: CHANNELS }),
  });
}

/** How often a test is looked after, and for how long. */
const LOOK_MS = 1_500;
const PATIENCE_MS = 45_000;

/** Send a test, and wait for what becomes of it: it is still `pending` when that takes too long. */
export function useTestChannel(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<Delivery> => {
      let test = await unwrap(api().POST(`${CHANNEL}/test`, at(id)));
      const end = Date.now() + PATIENCE_MS;
      // One that failed once is pending until the next attempt: the first failure tells enough.
      while (test.status === "pending" && !test.last_error && Date.now() < end) {
        await new Promise((done) => setTimeout(done, LOOK_MS));
        const { items } = await unwrap(api().GET(`${CHANNEL}/deliveries`, at(id)));
        test = items.find((one) => one.id === test.id) ?? test;
      }
      return withReason(await withSentences(Promise.resolve(test)));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: CHANNELS }),
  });
}

function withReason(delivery: Delivery): Delivery {
  return { ...delivery, last_error: delivery.last_error && toldSentence(delivery.last_error) };
}

/** The newest deliveries, whether they arrived, and why not. */
export function useDeliveries(id: string) {
  return useQuery({
    queryKey: [...CHANNELS, id, "deliveries"],
    queryFn: () => withSentences(unwrap(api().GET(`${CHANNEL}/deliveries`, at(id)))),
    select: ({ items }) => items.map(withReason),
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

/** Shown at once; put back when the service refuses. One after the other: each names the version
 * that the one before it made. */
export function useChangeNoticePreferences() {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: PREFERENCES,
    scope: { id: "notice-preferences" },
    mutationFn: async (body: NoticePreferences) => {
      const { etag } = await unwrapWithTag(api().GET("/api/notification-preferences"));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PUT("/api/notification-preferences", { body, headers }));
    },
    onMutate: (wanted) => {
      const before = queries.getQueryData<NoticePreferences>(PREFERENCES);
      queries.setQueryData(PREFERENCES, wanted);
      return { before };
    },
    onError: (_error, _wanted, kept) => queries.setQueryData(PREFERENCES, kept?.before),
    // Of several changes in a row the last one says what is kept.
    onSuccess: (kept) =>
      queries.isMutating({ mutationKey: PREFERENCES }) <= 1
        ? queries.setQueryData(PREFERENCES, kept)
        : undefined,
  });
}
