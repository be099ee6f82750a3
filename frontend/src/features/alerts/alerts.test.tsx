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

beforeEach(() => {
  replaced = undefined;
});
signedIn(() => [
  http.get("*/api/alerts", () => HttpResponse.json({ items: [ALERT], next_cursor: null })),
  http.get("*/api/alerts/a-1", () => HttpResponse.json(ALERT, { headers: { ETag: '"7"' } })),
  http.put("*/api/alerts/a-1", async ({ request }) => {
    if (request.headers.get("If-Match") !== '"7"') return new HttpResponse(null, { status: 412 });
    replaced = (await request.json()) as NewAlert;
    return HttpResponse.json(ALERT);
  }),
  http.post("*/api/alerts/preview", () =>
    HttpResponse.json({
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
    }),
  ),
]);

it("is tried on the last year and then changed, with the version that was read", async () => {
  renderPage("/alerts");
  await user.click(await screen.findByRole("button", { name: "Change AAPL moves by 5%" }));
  const dialog = within(await screen.findByRole("dialog"));
  const threshold = dialog.getByLabelText("By at least, %");
  expect((threshold as HTMLInputElement).value).toBe("5");
  await user.clear(threshold);
  await user.type(threshold, "7");
  await user.click(dialog.getByRole("button", { name: "Try on the last year" }));
  expect(await dialog.findByText("It would have told 2 times.")).toBeDefined();
  expect(dialog.getByText("+8.9%")).toBeDefined();
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await screen.findByRole("heading", { name: "Alerts" });
  expect(replaced).toMatchObject({ kind: "percent_move", symbol: "AAPL", threshold: "0.07" });
});
