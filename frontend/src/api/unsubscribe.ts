import { useMutation } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { paths } from "./schema.gen";

type Query = paths["/api/notification-channels/unsubscribe"]["post"]["parameters"]["query"];

export type NoticeKind = Query["kind"];

/** Ends mails of a kind by the token of one of them; nobody need be signed in. */
export function useUnsubscribe() {
  return useMutation({
    mutationFn: (query: Query) =>
      unwrap(api().POST("/api/notification-channels/unsubscribe", { params: { query } })),
  });
}
