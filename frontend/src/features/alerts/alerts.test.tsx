import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import type { Alert, NewAlert } from "@/api/models";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const ALERT: Alert = {
  id: "a-1",
  kind: "percent_move",
  title: "AAPL moves by 5%",
  symbol: "AAPL",
  portfolio_id: null,
  threshold: 0.05,
  threshold_as_of: null,
  direction: null,
  window_days: 1,
  short_days: null,
  long_days: null,
  targets: {},
  words: [],
  hysteresis: null,
  cooldown_days: 1,
  note: "",
  enabled: true,
  snoozed_until: null,
  status: "not_met",
  detail: "",
  last_day: null,
  fired_count: 0,
  last_fired_on: null,
  evaluated_at: null,
  created_at: "2023-09-21T08:00:00Z",
  updated_at: "2023-09-21T08:00:00Z",
};
let replaced: NewAlert | undefined;
let days: (string | null)[];
let snoozes: unknown[];
let snoozedUntil: string | null;

beforeEach(() => {
  replaced = undefined;
  days = [];
  snoozes = [];
  snoozedUntil = null;
});
signedIn(() => [
  http.get("*/api/alerts", () =>
    HttpResponse.json({ items: [{ ...ALERT, snoozed_until: snoozedUntil }], next_cursor: null }),
  ),
  http.post("*/api/alerts/a-1/snooze", async ({ request }) => {
    const body = (await request.json()) as { hours?: number };
    snoozes.push(body);
    snoozedUntil = body.hours ? new Date(Date.now() + body.hours * 3_600_000).toISOString() : null;
    return HttpResponse.json({ ...ALERT, snoozed_until: snoozedUntil });
  }),
  http.get("*/api/alerts/a-1", () => HttpResponse.json(ALERT, { headers: { ETag: '"7"' } })),
  http.put("*/api/alerts/a-1", async ({ request }) => {
    if (request.headers.get("If-Match") !== '"7"') return new HttpResponse(null, { status: 412 });
    replaced = (await request.json()) as NewAlert;
    return HttpResponse.json(ALERT);
  }),
  http.post("*/api/alerts/preview", ({ request }) => {
    days.push(new URL(request.url).searchParams.get("days"));
    return HttpResponse.json({
      title: "AAPL moves by 7%",
      first: "2022-09-21",
      last: "2023-09-21",
      fired_count: 2,
      firings: [
        { day: "2022-11-10", value: "+8.9%" },
        { day: "2023-08-04", value: "−4.8%" },
      ],
      evaluated: 251,
      missing: 1,
      now: "0.1%",
      would_fire_now: false,
      notes: [],
    });
  }),
]);

it("is tried on as long as one likes and then changed, with the version that was read", async () => {
  renderPage("/alerts");
  await user.click(await screen.findByRole("button", { name: "Change AAPL moves by 5%" }));
  const dialog = within(await screen.findByRole("dialog"));
  const threshold = dialog.getByLabelText("By at least, %");
  expect((threshold as HTMLInputElement).value).toBe("5");
  await user.clear(threshold);
  await user.type(threshold, "7");
  await user.click(dialog.getByRole("button", { name: "Try on" }));
  expect(await dialog.findByText("It would have told 2 times in the last year.")).toBeDefined();
  expect(dialog.getByText("+8.9%")).toBeDefined();
  await user.selectOptions(dialog.getByLabelText("How far back"), "five years");
  expect(await dialog.findByText("It would have told 2 times in five years.")).toBeDefined();
  expect(days).toEqual(["365", "1827"]);
  await user.type(dialog.getByLabelText("Tells again after coming back by, %"), "2,5");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await screen.findByRole("heading", { name: "Alerts" });
  await expect
    .poll(() => replaced)
    .toMatchObject({
      kind: "percent_move",
      symbol: "AAPL",
      threshold: "0.07",
      hysteresis: "0.025",
    });
});

it("is silent for as long as is chosen, and wakes again", async () => {
  renderPage("/alerts");
  await user.click(await screen.findByRole("button", { name: "Silent: AAPL moves by 5%" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "A month" }));
  await user.click(await screen.findByRole("button", { name: "Wake AAPL moves by 5%" }));
  expect(await screen.findByRole("button", { name: "Silent: AAPL moves by 5%" })).toBeDefined();
  expect(snoozes).toEqual([{ hours: 720 }, {}]);
});

it("is found where a notice leads to, and told to be gone where it is", async () => {
  const { unmount } = renderPage("/alerts/a-1");
  await expect.poll(() => document.activeElement?.textContent).toContain("AAPL moves by 5%");
  unmount();
  renderPage("/alerts/a-2");
  expect(await screen.findByText("The alert you followed is not there any more.")).toBeDefined();
});
