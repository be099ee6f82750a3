import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configureApi } from "@/api/service-address";
import { session } from "@/api/session";
import { fakeHandlers } from "@/testing/fake-api";
import { freshState } from "@/testing/fake-state";
import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";

const server = setupServer();
const user = userEvent.setup();
const sent: { method: string; path: string; body: unknown }[] = [];

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

beforeEach(() => {
  configureApi("http://api.test");
  sent.length = 0;
  session.begin({ access_token: "fake", expires_in: 900 });
  server.use(
    http.get("*/api/users/me", () =>
      HttpResponse.json({ id: "user-1", email: "ada@example.org", roles: ["user", "admin"] }),
    ),
    ...fakeHandlers({ ...freshState(), isSignedIn: true }),
  );
});

const open = (view: string) => renderPage(`/operations?view=${view}`);
const button = (name: string | RegExp) => screen.findByRole("button", { name });

/** Answer a change, and remember what was asked. */
function takes(method: "post" | "delete", path: string, answer: () => Response) {
  return http[method](`*${path}`, async ({ request }) => {
    const text = await request.text();
    sent.push({ method, path: new URL(request.url).pathname, body: text && JSON.parse(text) });
    return answer();
  });
}

const done = () => new HttpResponse(null, { status: 204 });

const RUN = {
  id: "run-1",
  symbol: "NVDA",
  status: "loaded",
  source: "sample",
  started_at: "2023-09-21T20:05:01Z",
  finished_at: "2023-09-21T20:05:03Z",
  milliseconds: 240,
  loaded: 684,
  quarantined: 1,
  counts: { accepted: 684, quarantined: 1 },
  skipped: [{ provider: "yahoo", reason: "http_503" }],
  warnings: [],
  payload_id: "history/NVDA/backfill:NVDA:0",
  kind: "history",
  reason: "backfill",
  attempts: 2,
};

describe("sources", () => {
  it("tell why one is left alone, until when, and how often it was asked", async () => {
    server.use(
      http.get("*/api/stock-data/providers", () =>
        HttpResponse.json({
          items: [
            {
              provider: "alpha_vantage",
              reason: "quota_exhausted",
              until: "2023-09-22T00:00:00Z",
              capabilities: ["history", "statements"],
              used_today: 25,
            },
          ],
        }),
      ),
    );
    open("sources");
    expect(await screen.findByText("its quota of the day is spent")).toBeDefined();
    expect(screen.getByText(/left alone until .*2023/)).toBeDefined();
    expect(screen.getByRole("cell", { name: "25" })).toBeDefined();
    expect(screen.getAllByText("prices, statements").length).toBeGreaterThan(0);
  });
});

describe("runs", () => {
  it("are asked for by outcome, open to what happened, and are read again", async () => {
    const asked: string[] = [];
    server.use(
      http.get("*/api/operations/ingestion-runs", ({ request }) => {
        const { searchParams } = new URL(request.url);
        asked.push(`${searchParams.get("status") ?? ""} ${searchParams.get("cursor") ?? ""}`);
        const isMore = searchParams.get("cursor") === "next";
        return HttpResponse.json({
          items: [{ ...RUN, ...(isMore ? { id: "run-2", symbol: "META" } : {}) }],
          next_cursor: isMore ? null : "next",
        });
      }),
      takes("post", "/api/stock-data/replay", () =>
        HttpResponse.json({ ...RUN, loaded: 685, quarantined: 0 }),
      ),
    );
    open("runs");
    await user.click(await button("Show more"));
    expect(await button(/run of META/)).toBeDefined();
    await user.selectOptions(screen.getByLabelText("Filter by outcome"), "unreachable");
    await user.click(await button(/run of NVDA/));
    expect(asked).toEqual([" ", " next", "unreachable "]);
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("yahoo passed over: answered with status 503")).toBeDefined();
    expect(dialog.getByText(/attempt 2/)).toBeDefined();
    await user.click(dialog.getByRole("button", { name: "Read it again" }));
    expect(await dialog.findByText("Read again: 685 loaded, 0 held back.")).toBeDefined();
    expect(sent).toEqual([
      {
        method: "post",
        path: "/api/stock-data/replay",
        body: { payload_id: "history/NVDA/backfill:NVDA:0" },
      },
    ]);
  });
});

describe("quarantine", () => {
  const held = (id: string, reason: string, evidence = {}) => ({
    id,
    symbol: "NVDA",
    date: "2021-07-20",
    last_date: "2021-07-20",
    rows: 1,
    row: 138,
    reason,
    evidence,
    source: "yahoo",
    payload_id: "history/NVDA/1",
    at: "2023-09-21T20:05:03Z",
  });

  it("shows the evidence, and loads after a question what may be right", async () => {
    server.use(
      http.get("*/api/stock-data/status", () =>
        HttpResponse.json({
          as_of: "2023-09-21T20:05:03Z",
          symbols: [],
          runs: [],
          providers: {},
          quarantined: [
            held("f-1", "suspected_split", { previous_close: "751.19", suspected_ratio: "4:1" }),
            held("f-2", "price_not_positive"),
          ],
        }),
      ),
      takes("post", "/api/stock-data/quarantine/:id/release", () => HttpResponse.json(RUN)),
    );
    open("quarantine");
    expect(await screen.findByText("751.19")).toBeDefined();
    expect(screen.getByText("4:1")).toBeDefined();
    // A price below zero cannot be right, so nobody is asked whether it is.
    expect(screen.getAllByRole("button", { name: "Load NVDA anyway" })).toHaveLength(1);
    await user.click(await button("Load NVDA anyway"));
    expect(sent).toEqual([]);
    await user.click(await button("Load it"));
    expect(sent.map(({ path }) => path)).toEqual(["/api/stock-data/quarantine/f-1/release"]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("failed messages", () => {
  it("are dropped after a question, and a refusal is told", async () => {
    server.use(
      http.get("*/api/operations/poison", () =>
        HttpResponse.json({
          items: [
            { queue: "market-jobs", id: "m-1", inserted_at: null, body: null, text: "not json" },
          ],
        }),
      ),
      takes("delete", "/api/operations/poison/:queue/:id", () =>
        problem(404, "Not found", "The message is gone already."),
      ),
    );
    open("poison");
    await user.click(await button("Drop"));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Drop" }));
    expect(await dialog.findByText("The message is gone already.")).toBeDefined();
    expect(sent.map(({ path }) => path)).toEqual(["/api/operations/poison/market-jobs/m-1"]);
  });
});

describe("listings", () => {
  it("note a change of symbol, say which field is wrong, and take a delisting back", async () => {
    server.use(
      http.get("*/api/stock-data/symbol-changes", () => HttpResponse.json({ items: [] })),
      http.get("*/api/stock-data/delistings", () =>
        HttpResponse.json({ items: [{ symbol: "TWTR", last_day: "2022-10-27" }] }),
      ),
      takes("post", "/api/stock-data/symbol-changes", () =>
        problem(422, "Unprocessable Content", "One field is wrong.", [
          { pointer: "/new", message: "Nothing is known of METAA" },
        ]),
      ),
      takes("delete", "/api/stock-data/delistings/:symbol", done),
    );
    open("listings");
    expect(await screen.findByText("No change is noted.")).toBeDefined();
    await user.type(screen.getByLabelText("Old symbol"), "fb");
    await user.type(screen.getByLabelText("New symbol"), "metaa");
    await user.type(screen.getByLabelText("First day of the new one"), "2022-06-09");
    await user.type(screen.getByLabelText("New symbol"), "{Enter}");
    expect(await screen.findByText("Nothing is known of METAA")).toBeDefined();
    await user.click(await button("Take TWTR back"));
    await user.click(await button("Take back"));
    expect(sent.map(({ path, body }) => [path, body])).toEqual([
      ["/api/stock-data/symbol-changes", { old: "FB", new: "METAA", date: "2022-06-09" }],
      ["/api/stock-data/delistings/TWTR", ""],
    ]);
  });
});

describe("mail", () => {
  it("that was kept instead of sent can be read", async () => {
    server.use(
      http.get("*/api/operations/outbox", () =>
        HttpResponse.json({
          items: [
            {
              id: "1",
              sent_at: "2023-09-21T20:05:03Z",
              to: "ada@example.org",
              subject: "Confirm your e-mail address",
              text: "Follow this link",
              kind: "verify_email",
            },
          ],
        }),
      ),
    );
    open("mail");
    expect(await screen.findByText("Confirm your e-mail address")).toBeDefined();
    expect(screen.getByText("Follow this link")).toBeDefined();
  });
});
