import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";

import { answerEvents } from "./answer-stream";
import { configureApi } from "./service-address";

const EVENTS = [
  { id: "m1.1", name: "start", data: { session_id: "s1", model: "offline" } },
  { id: "m1.2", name: "text", data: { delta: "It is " } },
  { id: "m1.3", name: "text", data: { delta: "worth 10." } },
  { id: "m1.4", name: "done", data: { message: { id: "m1" } } },
];
const written = (events: typeof EVENTS) =>
  events.map(
    ({ id, name, data }) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
  );

let taken: (string | null)[] = [];

/** Some events, then the connection is gone: once they were read, as a broken stream drops the rest. */
function stream(events: typeof EVENTS, isCut = false) {
  const body = new ReadableStream({
    start(control) {
      for (const text of written(events)) control.enqueue(new TextEncoder().encode(text));
      if (isCut) {
        void vi
          .waitFor(() => expect(taken).toHaveLength(events.length), { timeout: 60_000 })
          .finally(() => control.error(new Error("connection lost")));
      } else control.close();
    },
  });
  return new HttpResponse(body, { headers: { "Content-Type": "text/event-stream" } });
}

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

async function read(asked: Parameters<typeof answerEvents>[0]): Promise<(string | null)[]> {
  configureApi("http://api.test");
  taken = [];
  for await (const { id } of answerEvents(asked, new AbortController().signal)) taken.push(id);
  return taken;
}

const resumedFrom: (string | null)[] = [];
const resuming = http.get("http://api.test/api/chat/sessions/s1/stream", ({ request }) => {
  const last = request.headers.get("Last-Event-ID");
  resumedFrom.push(last);
  return stream(EVENTS.slice(EVENTS.findIndex(({ id }) => id === last) + 1));
});

it("is taken up where the connection broke, so that no event is lost or comes twice", async () => {
  server.use(
    http.post("http://api.test/api/chat", () => stream(EVENTS.slice(0, 2), true)),
    resuming,
  );
  const ids = await read({
    content: "How much?",
    session_id: null,
    portfolio_id: null,
    model: null,
  });
  expect(ids).toEqual(["m1.1", "m1.2", "m1.3", "m1.4"]);
  expect(resumedFrom.splice(0)).toEqual(["m1.2"]);
});

it("goes on after a reload from the last event that was read", async () => {
  server.use(resuming);
  expect(await read({ sessionId: "s1", eventId: "m1.3" })).toEqual(["m1.4"]);
  expect(resumedFrom.splice(0)).toEqual(["m1.3"]);
});

it("does not ask again when the service refused", async () => {
  server.use(
    http.post("http://api.test/api/chat", () =>
      HttpResponse.json({ title: "Too many" }, { status: 429 }),
    ),
  );
  const asked = { content: "How much?", session_id: null, portfolio_id: null, model: null };
  await expect(read(asked)).rejects.toMatchObject({ status: 429 });
});
