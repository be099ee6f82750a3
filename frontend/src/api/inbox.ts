import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type InfiniteData,
} from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { Notification, NotificationFilter, NotificationPage } from "./models";
import { NOTIFICATIONS } from "./notifications";

const LIST = [...NOTIFICATIONS, "list"] as const;
const ONE = "/api/notifications/{notification_id}" as const;
const at = (notification_id: string) => ({ params: { path: { notification_id } } });
/** While the page is in front. */
const RENEW_MS = 60_000;

/** What was told, newest first, a page at a time. */
export function useInbox(filter: NotificationFilter) {
  return useInfiniteQuery({
    queryKey: [...LIST, filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET("/api/notifications", {
          params: { query: { ...filter, limit: 30, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
    refetchInterval: RENEW_MS,
  });
}

type Lists = InfiniteData<NotificationPage>;
type Change = (items: Notification[]) => Notification[];

/** Show a change at once, in every list; `undo` puts back what was there. */
function useShownAtOnce() {
  const queries = useQueryClient();
  return {
    show: async (change: Change) => {
      await queries.cancelQueries({ queryKey: LIST });
      const before = queries.getQueriesData<Lists>({ queryKey: LIST });
      queries.setQueriesData<Lists>({ queryKey: LIST }, (data) => data && changed(data, change));
      return { undo: () => before.forEach(([key, data]) => queries.setQueryData(key, data)) };
    },
    renew: () => queries.invalidateQueries({ queryKey: NOTIFICATIONS }),
  };
}

function changed(data: Lists, change: Change): Lists {
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) };
}

/** Read, or unread again; one, or all that are unread for no id. */
export function useMark() {
  const { show, renew } = useShownAtOnce();
  return useMutation({
    mutationFn: async ({ id, read }: { id: string | null; read: boolean }) => {
      if (id === null) await unwrap(api().PATCH("/api/notifications", { body: { read: true } }));
      else await unwrap(api().PATCH(ONE, { ...at(id), body: { read } }));
    },
    onMutate: ({ id, read }) =>
      show((items) => items.map((one) => (id === null || one.id === id ? { ...one, read } : one))),
    onError: (_error, _asked, shown) => shown?.undo(),
    onSettled: renew,
  });
}

export function useDeleteNotification() {
  const { show, renew } = useShownAtOnce();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().DELETE(ONE, at(id))),
    onMutate: (id) => show((items) => items.filter((one) => one.id !== id)),
    onError: (_error, _id, shown) => shown?.undo(),
    onSettled: renew,
  });
}
