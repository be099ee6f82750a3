import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import type { Notification } from "@/api/models";
import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const noticeOf = (id: string, more: Partial<Notification> = {}): Notification => ({
  id,
  kind: "alert",
  title: `Notice ${id}`,
  text: "It happened.",
  alert_id: null,
  symbol: "AAPL",
  portfolio_id: null,
  link: null,
  data: {},
  read: false,
  read_at: null,
  created_at: "2023-09-21T08:00:00Z",
  ...more,
});
let notices: Notification[];
let isRefused: boolean;

beforeEach(() => {
  isRefused = false;
  notices = [
    noticeOf("1"),
    noticeOf("2", { kind: "daily_digest", link: "/", read: true }),
    noticeOf("3"),
  ];
});
signedIn(() => [
  http.get("*/api/notifications", ({ request }) => {
    const { searchParams } = new URL(request.url);
    const [unread, kind] = [searchParams.get("unread"), searchParams.get("kind")];
    const found = notices.filter((one) => (!unread || !one.read) && (!kind || one.kind === kind));
    const start = Number(searchParams.get("cursor") ?? 0);
    const isBell = searchParams.get("limit") === "1";
    return HttpResponse.json({
      items: isBell ? [] : found.slice(start, start + 2),
      next_cursor: start + 2 < found.length ? String(start + 2) : null,
      unread_count: notices.filter(({ read }) => !read).length,
    });
  }),
  http.patch("*/api/notifications", () => {
    notices = notices.map((one) => ({ ...one, read: true }));
    return HttpResponse.json({ marked: 2, unread_count: 0 });
  }),
  http.patch("*/api/notifications/:id", async ({ params, request }) => {
    if (isRefused) return problem(503, "Not available", "The store is busy.");
    const { read } = (await request.json()) as { read: boolean };
    notices = notices.map((one) => (one.id === params.id ? { ...one, read } : one));
    return HttpResponse.json(notices[0]);
  }),
  http.delete("*/api/notifications/:id", ({ params }) => {
    notices = notices.filter(({ id }) => id !== params.id);
    return new HttpResponse(null, { status: 204 });
  }),
]);

it("are listed page after page, by kind, and the unread alone", async () => {
  renderPage("/notifications");
  await user.click(await screen.findByRole("button", { name: "Show more" }));
  expect(await screen.findByText("Notice 3")).toBeDefined();
  await user.selectOptions(screen.getByLabelText("About"), "daily_digest");
  await expect.poll(() => screen.queryByText("Notice 1")).toBeNull();
  expect(screen.getByText("Notice 2")).toBeDefined();
  await user.click(screen.getByRole("radio", { name: "Unread (2)" }));
  expect(await screen.findByText("Nothing unread")).toBeDefined();
  await user.click(screen.getByRole("button", { name: "Show all" }));
  expect(await screen.findByText("Notice 1")).toBeDefined();
});

it("are marked at once, also unread again; what is refused is put back", async () => {
  renderPage("/notifications");
  await user.click(await screen.findByRole("button", { name: "Mark Notice 2 as unread" }));
  expect(await screen.findByRole("link", { name: "Notifications, 3 unread" })).toBeDefined();
  isRefused = true;
  await user.click(screen.getByRole("button", { name: "Mark Notice 1 as read" }));
  expect(await screen.findByText("The store is busy.")).toBeDefined();
  expect(await screen.findByRole("button", { name: "Mark Notice 1 as read" })).toBeDefined();
});

it("are marked all at once", async () => {
  renderPage("/notifications");
  const all = await screen.findByRole("button", { name: "Mark all as read" });
  await expect.poll(() => all.hasAttribute("disabled")).toBe(false);
  await user.click(all);
  expect(await screen.findByRole("button", { name: "Mark Notice 1 as unread" })).toBeDefined();
  await expect.poll(() => all.hasAttribute("disabled")).toBe(true);
});

it("lead to what they are about, and are read by that", async () => {
  renderPage("/notifications");
  const about = await screen.findByRole("link", { name: "Notice 1" });
  expect(about.getAttribute("href")).toBe("/symbols/AAPL");
  expect(screen.getByRole("link", { name: "Notice 2" }).getAttribute("href")).toBe("/portfolios");
  await user.click(about);
  await expect.poll(() => notices[0]?.read).toBe(true);
});

it("the list keeps the focus when one of it is deleted", async () => {
  renderPage("/notifications");
  await user.click(await screen.findByRole("button", { name: "Delete Notice 1" }));
  await expect.poll(() => screen.queryByText("Notice 1")).toBeNull();
  await expect.poll(() => document.activeElement?.getAttribute("aria-label")).toBe("Notifications");
});
