import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { onSessionChange, session } from "@/api/session";

import { whenIdle } from "./when-quiet";

/** What was read is kept in this browser, so that it can be read again without a connection, with
 * its age beside it. Logging out forgets it. Only what a person looks at; never a conversation. */
const KEPT = new Set(["portfolios", "ledger", "market", "watchlists", "config", "alerts"]);
export const DATABASE = "plumbline";
const WRITE_AFTER_MS = 2_000;

const kept = () => import("./last-seen-store");

export function isKept(key: QueryKey): boolean {
  return KEPT.has(String(key[0]));
}

let readAt: string | null = null;
const listeners = new Set<() => void>();

/** When what is shown was read; null while it comes from the service itself. */
export function useLastSeen(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => readAt,
  );
}

function tell(at: string | null): void {
  readAt = at;
  listeners.forEach((listener) => listener());
}

/** Keep what is read from now on, and forget it with the session. */
export function keepLastSeen(queries: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  queries.getQueryCache().subscribe(({ type, query }) => {
    if (type !== "updated" || session.status !== "signed-in") return;
    if (query.state.status !== "success" || !isKept(query.queryKey as QueryKey)) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      whenIdle(() => void write(queries));
    }, WRITE_AFTER_MS);
  });
  const follow = () => {
    if (session.status === "anonymous") forget();
    if (session.status === "signed-in") tell(null);
    if (session.status === "unreachable") void recall(queries);
  };
  onSessionChange(follow);
  // It may have been settled before.
  follow();
}

async function write(queries: QueryClient): Promise<void> {
  // Meanwhile somebody else may have signed in, in another tab.
  if (session.person !== session.lastPerson) return;
  await kept()
    .then((store) => store.write(queries))
    .catch(() => undefined);
  // Whoever logged out meanwhile leaves nothing behind.
  if (session.status === "anonymous") forget();
}

async function recall(queries: QueryClient): Promise<void> {
  const at = await kept()
    .then((store) => store.recall(queries))
    .catch(() => null);
  if (at && session.status === "unreachable") tell(at);
}

/** Needs no file that may not come: what is on the device goes with the session at any rate. */
function forget(): void {
  try {
    indexedDB.deleteDatabase(DATABASE);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
