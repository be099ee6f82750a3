import {
  dehydrate,
  hydrate,
  type DehydratedState,
  type QueryClient,
  type QueryKey,
} from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { onSessionChange, session } from "@/api/session";

import { whenIdle } from "./when-quiet";

/** What was read is kept in this browser, so that it can be read again without a connection, with
 * its age beside it. Logging out forgets it. Only what a person looks at; never a conversation. */
const KEPT = new Set(["portfolios", "ledger", "market", "watchlists", "config", "alerts"]);
const DATABASE = "plumbline";
const STORE = "last-seen";
const WRITE_AFTER_MS = 2_000;

function isKept(key: QueryKey): boolean {
  return KEPT.has(String(key[0]));
}

type Snapshot = { at: string; state: DehydratedState };

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
    if (session.status === "anonymous") void forget();
    if (session.status === "signed-in") tell(null);
    if (session.status === "unreachable") void recall(queries);
  };
  onSessionChange(follow);
  // It may have been settled before.
  follow();
}

async function write(queries: QueryClient): Promise<void> {
  const state = dehydrate(queries, {
    shouldDehydrateQuery: ({ queryKey, state: { status } }) =>
      status === "success" && isKept(queryKey),
  });
  const snapshot: Snapshot = { at: new Date().toISOString(), state };
  await inStore("readwrite", (store) => store.put(snapshot, STORE)).catch(() => undefined);
}

async function recall(queries: QueryClient): Promise<void> {
  const found = await inStore("readonly", (store) => store.get(STORE)).catch(() => undefined);
  if (!found) return;
  const { at, state } = found as Snapshot;
  hydrate(queries, state);
  tell(at);
}

async function forget(): Promise<void> {
  await inStore("readwrite", (store) => store.clear()).catch(() => undefined);
}

async function inStore(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await settled(opened());
  try {
    return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opened(): IDBOpenDBRequest {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return request;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
  });
}
