import { EventReader, type ServerEvent } from "@/lib/event-stream";

import { openStream } from "./client";
import { ApiError } from "./errors";
import type { Problem } from "./models";
import { loadSentences } from "./told";

export type Question = {
  content: string;
  session_id: string | null;
  portfolio_id: string | null;
  /** Of a new conversation; one that is there has its own. */
  model: string | null;
};

/** How far an answer was read. */
export type Place = { sessionId: string; eventId: string };

const MOST_RESUMPTIONS = 5;
const WAIT_MS = 1_000;

/**
 * The events of an answer: of a new question, or of the rest of one after the place it was read to.
 * A connection that breaks is taken up again where it broke, so no event comes twice or is lost.
 */
export async function* answerEvents(
  asked: Question | Place,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  let place = "eventId" in asked ? asked : null;
  for (let left = MOST_RESUMPTIONS; ; left -= 1) {
    try {
      const response = place
        ? await openRest(place, signal)
        : await openStream("/api/chat", { body: asked, signal });
      for await (const event of eventsOf(response)) {
        place = placeAfter(event, place);
        yield event;
        if (event.name === "done" || event.name === "error") return;
      }
    } catch (error) {
      const isAnswered = error instanceof ApiError && error.status > 0;
      if (signal.aborted || isAnswered || !place || left === 0) throw error;
    }
    if (!place || left === 0) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

function openRest({ sessionId, eventId }: Place, signal: AbortSignal): Promise<Response> {
  const path = `/api/chat/sessions/${encodeURIComponent(sessionId)}/stream`;
  return openStream(path, { headers: { "Last-Event-ID": eventId }, signal });
}

/** The session is named by the first event only. */
function placeAfter({ name, id, data }: ServerEvent, before: Place | null): Place | null {
  const named = name === "start" ? (JSON.parse(data) as { session_id: string }).session_id : null;
  const sessionId = named ?? before?.sessionId;
  const eventId = id ?? before?.eventId;
  return sessionId && eventId ? { sessionId, eventId } : before;
}

async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.ok || !response.body) {
    const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
    await loadSentences();
    throw new ApiError(response.status, problem, response.headers);
  }
  const reader = new EventReader();
  const stream = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await stream.read();
    if (done) return;
    yield* reader.feed(value);
  }
}
