import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";

import { EventReader } from "@/lib/event-stream";

import { NOTHING_YET, withEvent, type Live } from "./assistant-events";
import { api, openStream, unwrap } from "./client";
import { ApiError, failureOf } from "./errors";
import type { Problem } from "./models";
import { portfolioKeys } from "./portfolios";

const CHATS = ["chat", "sessions"] as const;
const DRAFTS = ["chat", "drafts"] as const;
const messagesKey = (sessionId: string) => [...CHATS, sessionId, "messages"] as const;
const at = (session_id: string) => ({ params: { path: { session_id } } });

export function useChats() {
  return useQuery({
    queryKey: [...CHATS, "list"],
    queryFn: () =>
      unwrap(api().GET("/api/chat/sessions", { params: { query: { archived: false } } })),
    select: ({ items }) => items,
  });
}

export function useDeleteChat() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api().DELETE("/api/chat/sessions/{session_id}", at(id))),
    onSuccess: () => queries.invalidateQueries({ queryKey: CHATS }),
  });
}

export function useChatMessages(sessionId: string | null) {
  return useQuery({
    queryKey: messagesKey(sessionId ?? ""),
    queryFn: () =>
      unwrap(
        api().GET("/api/chat/sessions/{session_id}/messages", {
          params: { path: { session_id: sessionId ?? "" }, query: { limit: 200 } },
        }),
      ),
    enabled: sessionId !== null,
    select: ({ items }) => items,
  });
}

export function useModels() {
  return useQuery({
    queryKey: ["models"],
    queryFn: () => unwrap(api().GET("/api/models")),
    select: ({ items }) => items,
  });
}

export function useSelectedModel() {
  return useQuery({
    queryKey: ["models", "selected"],
    queryFn: () => unwrap(api().GET("/api/models/selected")),
  });
}

export function useSelectModel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (model: string) =>
      unwrap(
        api().PUT("/api/models/selected", {
          body: { model, allow_fallback: true, fallback_order: [] },
        }),
      ),
    onSuccess: (kept) => queries.setQueryData(["models", "selected"], kept),
  });
}

export function useDrafts() {
  return useQuery({
    queryKey: DRAFTS,
    queryFn: () => unwrap(api().GET("/api/chat/drafts")),
    select: ({ items }) => items.filter(({ status }) => status === "open"),
  });
}

/** Confirm writes what was proposed into the ledger; discard forgets it. */
export function useSettleDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, isWanted }: { id: string; isWanted: boolean }) => {
      const params = { path: { draft_id: id } };
      if (isWanted) await unwrap(api().POST("/api/chat/drafts/{draft_id}/confirm", { params }));
      else await unwrap(api().DELETE("/api/chat/drafts/{draft_id}", { params }));
    },
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: DRAFTS }),
        queries.invalidateQueries({ queryKey: portfolioKeys.all }),
      ]),
  });
}

export type Asking = Live & { question: string };

/** Ask and follow the answer. What is shown while it comes is given up for the stored messages. */
export function useAsk(portfolioId: string | null, onSession: (id: string) => void) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking | null>(null);
  const abort = useRef<AbortController>(null);

  const ask = useCallback(
    async (question: string, sessionId: string | null) => {
      const control = new AbortController();
      abort.current = control;
      let live: Live = { ...NOTHING_YET, sessionId };
      const tell = () => setAsking({ ...live, question });
      tell();
      try {
        const body = { content: question, session_id: sessionId, portfolio_id: portfolioId };
        for await (const [name, data] of events(body, control.signal)) {
          live = withEvent(live, name, data);
          tell();
        }
        if (live.sessionId) {
          onSession(live.sessionId);
          await queries.invalidateQueries({ queryKey: CHATS });
          await queries.invalidateQueries({ queryKey: DRAFTS });
        }
        if (live.message ?? !live.problem) setAsking(null);
      } catch (error) {
        if (control.signal.aborted) return;
        live = { ...live, problem: { code: "", detail: failureOf(error).message } };
        tell();
      }
    },
    [portfolioId, onSession, queries],
  );

  /** Stop the answer at the service too; what is written of it is kept there. */
  const cancel = useCallback(async () => {
    if (asking?.sessionId) {
      await unwrap(api().POST("/api/chat/sessions/{session_id}/cancel", at(asking.sessionId)));
    } else {
      abort.current?.abort();
      setAsking(null);
    }
  }, [asking]);

  return { asking, ask, cancel };
}

async function* events(body: unknown, signal: AbortSignal): AsyncGenerator<[string, unknown]> {
  const response = await openStream("/api/chat", body, signal);
  if (!response.ok || !response.body) {
    const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
    throw new ApiError(response.status, problem, response.headers);
  }
  const reader = new EventReader();
  const stream = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await stream.read();
    if (done) return;
    for (const { name, data } of reader.feed(value)) yield [name, JSON.parse(data) as unknown];
  }
}
