import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { signedIn } from "@/testing/signed-in";

import { ApiTokens } from "./api-tokens";
import { ChannelsSection } from "./channels";

const user = userEvent.setup();
let issued: unknown;
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });

signedIn(() => [
  http.get("*/api/portfolios", () => page([{ id: "p-1", name: "Savings" }])),
  http.get("*/api/users/me/tokens", () => page([])),
  http.post("*/api/users/me/tokens", async ({ request }) => {
    issued = await request.json();
    return HttpResponse.json({ token: "plk_x" }, { status: 201 });
  }),
  http.get("*/api/notification-preferences", () => new HttpResponse(null, { status: 404 })),
  http.get("*/api/notification-channels", () =>
    page([{ id: "c-1", kind: "webhook", name: "My script", url: "https://a.test", enabled: true }]),
  ),
  http.get("*/api/notification-channels/c-1/deliveries", () =>
    page([
      {
        id: "d-1",
        status: "failed",
        attempts: 3,
        created_at: "2023-09-21T08:00:00Z",
        due_at: "2023-09-21T08:00:00Z",
        last_error: "answered 500",
      },
    ]),
  ),
  http.post("*/api/notification-channels/c-1/rotate-secret", () =>
    HttpResponse.json({ secret: "whsec_new" }),
  ),
]);

function show(what: React.ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={queries}>{what}</QueryClientProvider>);
}

it("tells why a delivery failed, and gives a webhook a new secret", async () => {
  show(<ChannelsSection />);
  await user.click(await screen.findByRole("button", { name: "Deliveries to My script" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText("answered 500")).toBeDefined();
  expect(dialog.getByText("3 attempts")).toBeDefined();
  await user.click(dialog.getByRole("button", { name: "Close" }));
  await user.click(screen.getByRole("button", { name: "New secret for My script" }));
  expect(await screen.findByText("whsec_new")).toBeDefined();
});

it("grants a token no more than the portfolios that are chosen", async () => {
  show(<ApiTokens />);
  await user.type(screen.getByLabelText("Name of the program"), "Sheet");
  await user.click(await screen.findByRole("checkbox", { name: "Savings" }));
  await user.click(screen.getByRole("button", { name: "Make a token" }));
  expect(await screen.findByText("plk_x")).toBeDefined();
  expect(issued).toMatchObject({ portfolios: ["p-1"], scopes: ["read"], expires_in_days: 90 });
});
