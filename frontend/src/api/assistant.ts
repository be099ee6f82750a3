import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { answerEvents, type Place, type Question } from "./answer-stream";
import { NOTHING_YET, withEvent, type Live } from "./assistant-events";
import { CHATS, USAGE } from "./chats";
import { api, unwrap } from "./client";
import { asApiError, failureOf } from "./errors";
import type { ModelSelection } from "./models";
import { portfolioKeys } from "./portfolios";
import { loadSentences } from "./told";
import { findUnfinished, forgetUnfinished, keepUnfinished } from "./unfinished-answer";

const DRAFTS = ["chat", "drafts"] as const;
const messagesKey = (sessionId: string) => [...CHATS, sessionId, "messages"] as const;
const at = (session_id: string) => ({ params: { path: { session_id } } });

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
    mutationFn: (body: ModelSelection) => unwrap(api().PUT("/api/models/selected", { body })),
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

/** Ask and follow the answer; `model` is that of a new conversation. What is shown while it comes is given up for the stored messages. An
 * answer that a reload cut off goes on where it was. */
export function useAsk(
  portfolioId: string | null,
  model: string | null,
  sessionId: string | null,
  onSession: (id: string) => void,
) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking | null>(null);
  const abort = useRef<AbortController>(null);

  const follow = useCallback(
    async (question: string, asked: Question | Place, begun: Live) => {
      const control = new AbortController();
      abort.current = control;
      let live = begun;
      let eventId = "eventId" in asked ? asked.eventId : "";
      const tell = () => setAsking({ ...live, question });
      const keep = () => live.sessionId && keepUnfinished({ question, live, eventId });
      tell();
      window.addEventListener("pagehide", keep, { signal: control.signal });
      try {
        for await (const { name, id, data } of answerEvents(asked, control.signal)) {
          if (name === "error") await loadSentences();
          live = withEvent(live, name, JSON.parse(data));
          eventId = id ?? eventId;
          if (name === "start") keep();
          tell();
        }
        if (live.sessionId) {
          onSession(live.sessionId);
          await queries.invalidateQueries({ queryKey: CHATS });
          await queries.invalidateQueries({ queryKey: DRAFTS });
          await queries.invalidateQueries({ queryKey: USAGE });
        }
        if (live.message ?? !live.problem) setAsking(null);
      } catch (error) {
        if (control.signal.aborted) return;
        if ("eventId" in asked && asApiError(error).status === 404) {
          // It was finished, or given up, before this page came back: it is among the messages.
          setAsking(null);
          await queries.invalidateQueries({ queryKey: CHATS });
          return;
        }
        live = { ...live, problem: { code: "", detail: failureOf(error).message } };
        tell();
      } finally {
        forgetUnfinished();
        control.abort();
      }
    },
    [onSession, queries],
  );

  const ask = useCallback(
    (content: string, session_id: string | null) =>
      follow(
        content,
        { content, session_id, portfolio_id: portfolioId, model },
        { ...NOTHING_YET, sessionId: session_id },
      ),
    [follow, portfolioId, model],
  );

  const hasLooked = useRef(false);
  useEffect(() => {
    if (hasLooked.current) return;
    hasLooked.current = true;
    const found = findUnfinished(sessionId);
    if (!found?.live.sessionId) return;
    const place = { sessionId: found.live.sessionId, eventId: found.eventId };
    queueMicrotask(() => void follow(found.question, place, found.live));
  }, [follow, sessionId]);

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
