import type { Live } from "./assistant-events";
import { UNFINISHED } from "./session";

/** An answer in the making, as far as this tab has read it, so that after a reload it goes on from
 * there. Kept in the tab alone, only while the answer is coming, and gone with the session. */
export type Unfinished = { question: string; live: Live; eventId: string; at: number };

/** The service forgets an answer nobody listens to; an older one is among the messages by now. */
const WORTH_ASKING_MS = 10 * 60_000;

export function keepUnfinished(answer: Omit<Unfinished, "at">): void {
  try {
    sessionStorage.setItem(UNFINISHED, JSON.stringify({ ...answer, at: Date.now() }));
  } catch {
    // No room or no storage: after a reload the answer is read when it is whole.
  }
}

export function forgetUnfinished(): void {
  sessionStorage.removeItem(UNFINISHED);
}

/** The one that belongs to a conversation; any, where none is open yet. */
export function findUnfinished(sessionId: string | null): Unfinished | null {
  const kept = sessionStorage.getItem(UNFINISHED);
  if (!kept) return null;
  const found = JSON.parse(kept) as Unfinished;
  const isFresh = Date.now() - found.at < WORTH_ASKING_MS;
  return isFresh && (sessionId ?? found.live.sessionId) === found.live.sessionId ? found : null;
}
