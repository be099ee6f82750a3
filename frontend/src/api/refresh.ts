import { traceparent } from "@/telemetry/trace-context";

import { addressOf } from "./service-address";
import { session, type Tokens } from "./session";

/* Asked for before the rest of the page's code is here: nothing of it may be needed by this file. */

/** Ask for the refresh token in a cookie that no script can read; where the service cannot set one
 * it answers the token in the body. */
export const BY_COOKIE = {
  credentials: "include",
  headers: { "X-Refresh-Delivery": "cookie" },
} as const;

/** Ask once, when the page opens, whether the person is still signed in. */
export async function restoreSession(): Promise<void> {
  if (session.status !== "restoring") return;
  const renewed = await refreshSession().catch(() => false);
  if (!renewed) session.fail();
}

let refreshing: Promise<boolean> | undefined;

/** Renew the access token, one attempt at a time in this tab and, where the browser can, in all. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= oneTabAtATime(renew).finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function oneTabAtATime(work: () => Promise<boolean>): Promise<boolean> {
  // Absent on plain-http origins other than localhost.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request("plumbline-refresh", work) : work();
}

async function renew(): Promise<boolean> {
  const response = await fetch(addressOf("/api/auth/refresh"), {
    method: "POST",
    credentials: BY_COOKIE.credentials,
    headers: {
      "Content-Type": "application/json",
      traceparent: traceparent(),
      ...BY_COOKIE.headers,
    },
    body: JSON.stringify({ refresh_token: session.refreshToken }),
  });
  if (response.ok) return session.begin((await response.json()) as Tokens);
  if (response.status < 500 && response.status !== 429) session.end();
  return false;
}
