import createClient, { type Client } from "openapi-fetch";

import { ownTask } from "@/lib/own-task";
import { traceparent } from "@/telemetry/trace-context";

import { ApiError, unreachable } from "./errors";
import type { Problem } from "./models";
import { refreshSession } from "./refresh";
import type { paths } from "./schema.gen";
import { addressOf } from "./service-address";
import { session } from "./session";
import { loadSentences } from "./told";

let client: { of: string; asks: Client<paths> } | undefined;

export function api(): Client<paths> {
  const baseUrl = addressOf("");
  if (client?.of !== baseUrl) {
    client = { of: baseUrl, asks: createClient<paths>({ baseUrl, fetch: authorisedFetch }) };
  }
  return client.asks;
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
    new Request(addressOf(path), {
      ...sent,
      headers: { "Content-Type": "application/json", Accept: "text/event-stream", ...headers },
      signal,
    }),
  );
}

/** Send with the access token; on 401 renew it once and send again. */
async function authorisedFetch(request: Request): Promise<Response> {
  // A page asks for many things at once, and each takes a while to be sent.
  await ownTask();
  if (OPEN.test(request.url)) return send(request);
  if (session.isExpiring || session.isAsked) await reached(refreshSession());
  const retry = request.clone();
  const response = await send(withToken(request));
  if (response.status !== 401 || !(await reached(refreshSession()))) return response;
  return send(withToken(retry));
}

function withToken(request: Request): Request {
  if (session.accessToken) request.headers.set("Authorization", `Bearer ${session.accessToken}`);
  return request;
}

function send(request: Request): Promise<Response> {
  request.headers.set("traceparent", traceparent());
  return reached(fetch(request));
}

/** What came of a request; told in words where it did not reach the service. */
async function reached<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  }
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
  if (!response.ok) {
    await loadSentences();
    throw new ApiError(response.status, asProblem(error), response.headers);
  }
  return { data: data as T, etag: response.headers.get("ETag") };
}

function asProblem(error: unknown): Partial<Problem> {
  return typeof error === "object" && error !== null ? error : {};
}
