import type { RequestHandler } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import { configureApi } from "@/api/service-address";
import { session } from "@/api/session";

import { fakeHandlers } from "./fake-api";
import { freshState, type State } from "./fake-state";

/** The made-up service behind every test of a file, with somebody signed in; `more` answers before
 * it. What nobody answers fails the test. */
export function signedIn(more: (state: State) => RequestHandler[]): void {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  beforeEach(() => {
    const state = { ...freshState(), email: "ada@example.org", isSignedIn: true };
    configureApi("http://api.test");
    session.begin({ access_token: "a", expires_in: 900 });
    server.use(...more(state), ...fakeHandlers(state));
  });
}
