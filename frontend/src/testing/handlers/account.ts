import { http, HttpResponse } from "msw";

import type { State } from "../fake-state";
import { problem } from "./problem";

type Credentials = { email: string; password: string };

const TOKENS = { access_token: "fake", token_type: "bearer", expires_in: 900 };

export function accountHandlers(state: State) {
  const begin = () => {
    state.isSignedIn = true;
    return HttpResponse.json(TOKENS);
  };
  return [
    http.post("*/api/auth/register", async ({ request }) => {
      state.email = ((await request.json()) as Credentials).email;
      state.isSignedIn = true;
      return HttpResponse.json({ ...TOKENS, user: userOf(state) }, { status: 201 });
    }),
    http.post("*/api/auth/login", async ({ request }) => {
      const { email, password } = (await request.json()) as Credentials;
      if (password === "wrong password") {
        return problem(401, "Not signed in", "The e-mail or the password is not right.");
      }
      state.email = email;
      return begin();
    }),
    http.post("*/api/auth/refresh", () =>
      state.isSignedIn ? begin() : problem(401, "Not signed in", "The session has ended."),
    ),
    http.post("*/api/auth/logout", () => end(state)),
    http.post("*/api/auth/logout-all", () => end(state)),
    http.get("*/api/notifications", () =>
      HttpResponse.json({ items: [], next_cursor: null, unread_count: 0 }),
    ),
    http.get("*/api/users/me", () =>
      HttpResponse.json(userOf(state), { headers: { ETag: '"1"' } }),
    ),
  ];
}

function userOf(state: State) {
  const email = state.email ?? "ada@example.org";
  const created_at = "2023-09-01T08:00:00Z";
  return { id: "user-1", email, display_name: "Ada", created_at, roles: ["user"] };
}

function end(state: State) {
  state.isSignedIn = false;
  return new HttpResponse(null, { status: 204 });
}
