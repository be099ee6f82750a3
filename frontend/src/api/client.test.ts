import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { api, unwrap } from "./client";
import { ApiError } from "./errors";
import { restoreSession } from "./refresh";
import { configureApi } from "./service-address";
import { session } from "./session";

const BASE = "http://api.test";
const server = setupServer();
let refreshes = 0;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

beforeEach(() => {
  configureApi(BASE);
  session.end();
  refreshes = 0;
});

const me = { id: "u", email: "ada@example.org", display_name: "Ada" };
const tokens = (access_token: string) => ({ access_token, token_type: "Bearer", expires_in: 900 });

/** A token as the service makes them; only its subject is read. */
const bearer = (sub: string) => `h.${btoa(JSON.stringify({ sub }))}.s`;

function serviceThatKnows(token: string) {
  server.use(
    http.get(`${BASE}/api/users/me`, ({ request }) =>
      request.headers.get("Authorization") === `Bearer ${token}`
        ? HttpResponse.json(me)
        : HttpResponse.json({ title: "Not signed in", status: 401 }, { status: 401 }),
    ),
    http.post(`${BASE}/api/auth/refresh`, () => {
      refreshes += 1;
      return HttpResponse.json(tokens(token));
    }),
  );
}

const askMe = () => unwrap(api().GET("/api/users/me"));

describe("the session", () => {
  it("renews an access token that is no longer good, and sends the request again", async () => {
    serviceThatKnows("new");
    session.begin(tokens("old"));
    await expect(askMe()).resolves.toMatchObject(me);
    expect(session.accessToken).toBe("new");
  });

  it("renews once however many requests were refused together", async () => {
    serviceThatKnows("new");
    session.begin(tokens("old"));
    await Promise.all([askMe(), askMe(), askMe(), askMe()]);
    expect(refreshes).toBe(1);
  });

  it("renews before sending when the token is about to end", async () => {
    serviceThatKnows("new");
    session.begin({ ...tokens("old"), expires_in: 1 });
    await askMe();
    expect(refreshes).toBe(1);
  });

  it("ends when the service will not renew it", async () => {
    server.use(
      http.get(`${BASE}/api/users/me`, () => HttpResponse.json({}, { status: 401 })),
      http.post(`${BASE}/api/auth/refresh`, () => HttpResponse.json({}, { status: 401 })),
    );
    session.begin(tokens("old"));
    await expect(askMe()).rejects.toMatchObject({ status: 401 });
    expect(session.status).toBe("anonymous");
  });

  it("outlives a service that is down", async () => {
    server.use(
      http.get(`${BASE}/api/users/me`, () => HttpResponse.json({}, { status: 401 })),
      http.post(`${BASE}/api/auth/refresh`, () => HttpResponse.json({}, { status: 503 })),
    );
    session.begin(tokens("old"));
    await expect(askMe()).rejects.toBeInstanceOf(ApiError);
    expect(session.status).toBe("signed-in");
  });

  it("does nothing of one person for another, who signed in in another tab", async () => {
    let made = 0;
    server.use(
      http.post(`${BASE}/api/portfolios`, ({ request }) => {
        const isBobs = request.headers.get("Authorization") === `Bearer ${bearer("bob")}`;
        if (isBobs) made += 1;
        return HttpResponse.json({}, { status: isBobs ? 201 : 401 });
      }),
      http.post(`${BASE}/api/auth/refresh`, () => HttpResponse.json(tokens(bearer("bob")))),
    );
    const body = { name: "Ada's", base_currency: "USD" };
    for (const expires_in of [900, 1]) {
      session.begin({ ...tokens(bearer("ada")), expires_in });
      const asked = unwrap(api().POST("/api/portfolios", { body }));
      await expect(asked).rejects.toMatchObject({ status: 401 });
    }
    expect(made).toBe(0);
    expect(session.person).toBe("ada");
  });

  it("is not asked for on a stranger's first visit", async () => {
    await restoreSession();
    expect(session.status).toBe("anonymous");
  });
});

describe("failures", () => {
  it("carry the problem's text, its fields and its correlation id", async () => {
    server.use(
      http.get(`${BASE}/api/users/me`, () =>
        HttpResponse.json(
          {
            title: "Not valid",
            detail: "One field is not valid.",
            errors: [{ pointer: "/transactions/3/price", message: "is negative" }],
          },
          { status: 422, headers: { "X-Correlation-Id": "c-1" } },
        ),
      ),
    );
    const error = (await askMe().catch((cause: unknown) => cause)) as ApiError;
    expect(error.message).toBe("One field is not valid.");
    expect(error.fieldMessage("price")).toBe("is negative");
    expect(error.correlationId).toBe("c-1");
  });

  it("say so when the service cannot be reached", async () => {
    server.use(http.get(`${BASE}/api/users/me`, () => HttpResponse.error()));
    await expect(askMe()).rejects.toMatchObject({ status: 0 });
  });
});
