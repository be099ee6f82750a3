import { dehydrate, hydrate, type DehydratedState, type QueryClient } from "@tanstack/react-query";

import { session } from "@/api/session";

import { DATABASE, isKept } from "./last-seen";

/* Loaded when there is something to keep or to recall: not on the way to the first page. */

const STORE = "last-seen";

type Snapshot = { at: string; person: string | null; state: DehydratedState };

export async function write(queries: QueryClient): Promise<void> {
  const state = dehydrate(queries, {
    shouldDehydrateQuery: ({ queryKey, state: { status } }) =>
      status === "success" && isKept(queryKey),
  });
  const snapshot: Snapshot = { at: new Date().toISOString(), person: session.person, state };
  await inStore("readwrite", (store) => store.put(snapshot, STORE));
}

/** Put what was read back into the cache; answers when it was read, null where nothing was. */
export async function recall(queries: QueryClient): Promise<string | null> {
  const found = await inStore("readonly", (store) => store.get(STORE));
  if (!found) return null;
  const { at, person, state } = found as Snapshot;
  // Nobody reads what another left in this browser.
  if (person !== session.lastPerson) return null;
  hydrate(queries, state);
  return at;
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
