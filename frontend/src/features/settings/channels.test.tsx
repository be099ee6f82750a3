import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import type { ChannelChange, Delivery, NoticePreferences } from "@/api/models";
import { problem } from "@/testing/handlers/problem";
import { signedIn } from "@/testing/signed-in";

import { ChannelsSection } from "./channels";

const user = userEvent.setup();
const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
const CHANNEL = {
  id: "c-1",
  kind: "webhook",
  name: "My script",
  url: "https://a.test",
  enabled: true,
};
const SENT: Delivery = {
  id: "n-1.c-1",
  notification_id: "n-1",
  status: "pending",
  attempts: 0,
  due_at: "2023-09-21T08:00:00Z",
  last_error: null,
  sent_at: null,
  created_at: "2023-09-21T08:00:00Z",
};
let change: ChannelChange | undefined;
let kept: NoticePreferences;
let outcome: Partial<Delivery>;
let isRefused: boolean;

beforeEach(() => {
  change = undefined;
  outcome = { status: "sent" };
  isRefused = false;
  kept = {
    daily_digest: false,
    weekly_digest: true,
    digest_hour: 7,
    weekly_day: "monday",
    channels: {},
  };
});
signedIn(() => [
  http.get("*/api/notification-preferences", () =>
    HttpResponse.json(kept, { headers: { ETag: '"3"' } }),
  ),
  http.put("*/api/notification-preferences", async ({ request }) => {
    if (isRefused) return problem(503, "Not available", "The store is busy.");
    if (request.headers.get("If-Match") !== '"3"') return new HttpResponse(null, { status: 412 });
    kept = (await request.json()) as NoticePreferences;
    return HttpResponse.json(kept);
  }),
  http.get("*/api/notification-channels", () => page([CHANNEL])),
  http.get("*/api/notification-channels/c-1", () =>
    HttpResponse.json(CHANNEL, { headers: { ETag: '"5"' } }),
  ),
  http.patch("*/api/notification-channels/c-1", async ({ request }) => {
    if (request.headers.get("If-Match") !== '"5"') return new HttpResponse(null, { status: 412 });
    change = (await request.json()) as ChannelChange;
    if (change.url?.includes("10.0.0.1")) {
      const errors = [{ pointer: "/url", message: "is not on the public internet" }];
      return problem(422, "Not valid", "One field is not valid.", errors);
    }
    return HttpResponse.json({ ...CHANNEL, ...change });
  }),
  http.post("*/api/notification-channels/c-1/test", () => HttpResponse.json(SENT, { status: 202 })),
  http.get("*/api/notification-channels/c-1/deliveries", () => page([{ ...SENT, ...outcome }])),
]);

function show() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <ChannelsSection />
    </QueryClientProvider>,
  );
}

it("gets another name and address, and says what is wrong with one", async () => {
  show();
  await user.click(await screen.findByRole("button", { name: "Change My script" }));
  const dialog = within(await screen.findByRole("dialog"));
  const address = dialog.getByLabelText("Address");
  await user.clear(address);
  await user.type(address, "https://10.0.0.1/");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await dialog.findByText("is not on the public internet")).toBeDefined();
  await user.clear(address);
  await user.type(address, "https://b.test/");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  expect(change).toEqual({ name: "My script", url: "https://b.test/" });
});

it("is tried, and the outcome is told", async () => {
  show();
  await user.click(await screen.findByRole("button", { name: "Try it: My script" }));
  expect(await screen.findByText("It arrived.")).toBeDefined();
  outcome = { status: "pending", attempts: 1, last_error: "answered 500" };
  await user.click(screen.getByRole("button", { name: "Try it: My script" }));
  expect(await screen.findByText("It did not arrive: answered 500.")).toBeDefined();
});

it("gets some kinds of notices and not others; what is refused is put back", async () => {
  show();
  const alerts = await screen.findByRole("checkbox", { name: "Alerts to Webhooks" });
  expect(screen.queryByRole("checkbox", { name: "Alerts to E-mail" })).toBeNull();
  await user.click(alerts);
  await expect.poll(() => kept.channels).toEqual({ alert: ["email"] });
  isRefused = true;
  const reports = screen.getByRole<HTMLInputElement>("checkbox", { name: "Reports to Webhooks" });
  await user.click(reports);
  expect(await screen.findByText("The store is busy.")).toBeDefined();
  expect(reports.checked).toBe(true);
});

it("the weekly digest comes on the day that is chosen", async () => {
  show();
  const day = await screen.findByLabelText("Day of the weekly digest");
  await user.selectOptions(day, "Sunday");
  await expect.poll(() => kept).toMatchObject({ weekly_day: "sunday", digest_hour: 7 });
});
