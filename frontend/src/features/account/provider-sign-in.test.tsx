import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { configureApi } from "@/api/service-address";
import { session } from "@/api/session";
import { fakeHandlers } from "@/testing/fake-api";
import { freshState } from "@/testing/fake-state";
import { renderPage } from "@/testing/render-page";

const server = setupServer();
let sent: unknown;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());
beforeEach(() => {
  sent = undefined;
  configureApi("http://api.test");
  session.end();
  server.use(
    http.get("*/api/config", () =>
      HttpResponse.json({ today: "2023-09-22", oidc_provider: "Acme" }),
    ),
    http.post("*/api/auth/oidc/exchange", async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ access_token: "a", token_type: "Bearer", expires_in: 900 });
    }),
    ...fakeHandlers(freshState()),
  );
});

it("offers the installation's provider by name", async () => {
  renderPage("/login");
  expect(await screen.findByRole("button", { name: "Sign in with Acme" })).toBeDefined();
});

it("says why a sign-in did not work, and shows nothing an address made up", async () => {
  renderPage("/login?error=%3Cb%3Ecall+this+number");
  expect((await screen.findByRole("alert")).textContent).not.toContain("number");
});

it("gives a ticket up once, with the secret of the tab that began", async () => {
  sessionStorage.setItem("plumbline.sign-in", "v".repeat(64));
  renderPage("/login#ticket=t-1");
  await screen.findByRole("heading", { name: /portfolio/i });
  expect(sent).toEqual({ ticket: "t-1", verifier: "v".repeat(64) });
  expect(sessionStorage.getItem("plumbline.sign-in")).toBeNull();
});
