import createClient, { type Client } from "openapi-fetch";

import { traceparent } from "@/telemetry/trace-context";

import { ApiError, unreachable } from "./errors";
import type { Problem } from "./models";
import type { paths } from "./schema.gen";
import { session, type Tokens } from "./session";

/** Ask for the refresh token in a cookie that no script can read; where the service cannot set one
 * it answers the token in the body. */
export const BY_COOKIE = {
  credentials: "include",
  headers: { "X-Refresh-Delivery": "cookie" },
} as const;

let baseUrl = "";
let client: Client<paths> | undefined;

export function configureApi(url: string): void {
  baseUrl = url;
  client = undefined;
}

/** Where a browser is sent, rather than asked from this page. */
export function addressOf(path: string): string {
  return `${baseUrl}${path}`;
}

/** Where the service is, for programs other than this page. */
export function apiAddress(): string {
  return baseUrl || window.location.origin;
}

export function api(): Client<paths> {
  client ??= createClient<paths>({ baseUrl, fetch: authorisedFetch });
  return client;
}

const OPEN =
  /\/api\/auth\/(register|login|refresh|oidc\/exchange|password\/(forgot|reset)|verify-email)$/;

/** A request whose answer is read as it comes, with the session of this page. */
export function openStream(
  path: string,
  {
    body,
    headers,
    signal,
  }: { body?: unknown; headers?: Record<string, string>; signal: AbortSignal },
): Promise<Response> {
  const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return authorisedFetch(
    new Request(`${baseUrl}${path}`, {
      ...sent,
      headers: { "Content-Type": "application/json", Accept: "text/event-stream", ...headers },
      signal,
    }),
  );
}

/** Send with the access token; on 401 renew it once and send again. */
async function authorisedFetch(request: Request): Promise<Response> {
  if (OPEN.test(request.url)) return send(request);
  if (session.isExpiring) await refreshSession();
  const retry = request.clone();
  const response = await send(withToken(request));
  if (response.status !== 401 || !(await refreshSession())) return response;
  return send(withToken(retry));
}

function withToken(request: Request): Request {
  if (session.accessToken) request.headers.set("Authorization", `Bearer ${session.accessToken}`);
  return request;
}

async function send(request: Request): Promise<Response> {
  request.headers.set("traceparent", traceparent());
  try {
    return await fetch(request);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  }
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
  const response = await send(
    new Request(`${baseUrl}/api/auth/refresh`, {
      method: "POST",
      credentials: BY_COOKIE.credentials,
      headers: { "Content-Type": "application/json", ...BY_COOKIE.headers },
      body: JSON.stringify({ refresh_token: session.refreshToken }),
    }),
  );
  if (response.ok) {
    session.begin((await response.json()) as Tokens);
    return true;
  }
  if (response.status < 500 && response.status !== 429) session.end();
  return false;
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** Return the body of a good answer; throw the problem of any other. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  return (await unwrapWithTag(answer)).data;
}

/** As `unwrap`, with the ETag that an update of the resource must name. */
export async function unwrapWithTag<T>(
  answer: Promise<Answer<T>>,
): Promise<{ data: T; etag: string | null }> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new ApiError(response.status, asProblem(error), response.headers);
  return { data: data as T, etag: response.headers.get("ETag") };
}

function asProblem(error: unknown): Partial<Problem> {
  return typeof error === "object" && error !== null ? error : {};
}
