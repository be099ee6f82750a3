import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";

export const NOTIFICATIONS = ["notifications"] as const;
const UNREAD = [...NOTIFICATIONS, "unread"] as const;
/** The bell asks this often while the page is in front. */
const RENEW_MS = 60_000;

/** How many notices wait, a thousand at most. */
export function useUnreadCount(): number {
  const { data } = useQuery({
    queryKey: UNREAD,
    queryFn: () => unwrap(api().GET("/api/notifications", { params: { query: { limit: 1 } } })),
    select: ({ unread_count }) => unread_count,
    refetchInterval: RENEW_MS,
  });
  return data ?? 0;
}
