import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";

import { saveFile } from "@/lib/save-file";

import { api, unwrap, unwrapWithTag } from "./client";
import type { ChatChange } from "./models";

export const CHATS = ["chat", "sessions"] as const;
export const USAGE = ["chat", "usage"] as const;
const ONE = "/api/chat/sessions/{session_id}" as const;
const at = (session_id: string) => ({ params: { path: { session_id } } });

/** Newest first, a page at a time; `q` is looked for in titles and in what was asked. */
export function useChats(archived: boolean, q: string) {
  return useInfiniteQuery({
    queryKey: [...CHATS, "list", archived, q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET("/api/chat/sessions", {
          params: { query: { archived, q, limit: 30, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
  });
}

export function useChat(id: string) {
  return useQuery({
    queryKey: [...CHATS, id, "self"],
    queryFn: () => unwrap(api().GET(ONE, at(id))),
  });
}

function useChanged() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: CHATS });
}

/** Another title, put aside or taken back, or another portfolio it is about. */
export function useChangeChat(id: string) {
  const onSuccess = useChanged();
  return useMutation({
    mutationFn: async (body: ChatChange) => {
      const { etag } = await unwrapWithTag(api().GET(ONE, at(id)));
      return unwrap(api().PATCH(ONE, { ...at(id), body, headers: { "If-Match": etag ?? "*" } }));
    },
    onSuccess,
  });
}

export function useDeleteChat(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api().DELETE(ONE, at(id))),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: [...CHATS, id] });
      await queries.invalidateQueries({ queryKey: [...CHATS, "list"] });
    },
  });
}

/** The whole conversation with its evidence, as a file. */
export function useExportChat(id: string) {
  return useMutation({
    mutationFn: async () => {
      const blob = await unwrap<Blob>(api().GET(`${ONE}/export`, { ...at(id), parseAs: "blob" }));
      saveFile(blob, `plumbline-conversation-${id}.json`);
    },
  });
}

/** What answers have cost, today and on the days before, and what a day may cost. */
export function useAssistantUsage() {
  return useQuery({ queryKey: USAGE, queryFn: () => unwrap(api().GET("/api/chat/usage")) });
}
