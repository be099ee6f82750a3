import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import type { NewReport, Report } from "@/api/models";
import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const READY: Report = {
  id: "r-1",
  kind: "performance",
  title: "Performance report: Savings",
  portfolio_id: "p-1",
  symbol: null,
  watchlist_id: null,
  period: "ytd",
  from: null,
  to: null,
  as_of: "2023-09-21",
  known_at: "2023-09-21T08:00:00Z",
  currency: null,
  benchmark: "SPY",
  method: null,
  year: null,
  formats: ["pdf", "md"],
  paper: "a4",
  narrative: true,
  status: "ready",
  progress: 1,
  stage: "finished",
  attempts: 1,
  created_at: "2023-09-21T08:00:00Z",
  updated_at: "2023-09-21T08:00:10Z",
  due_at: null,
  started_at: "2023-09-21T08:00:01Z",
  finished_at: "2023-09-21T08:00:10Z",
  expires_at: "2023-12-20T08:00:10Z",
  schedule_id: null,
  files: [
    { format: "pdf", size: 90_000, sha256: "a" },
    { format: "md", size: 4_000, sha256: "b" },
  ],
  problem: null,
};
const FAILED: Report = {
  ...READY,
  id: "r-2",
  title: "Stock analysis: ZZZZ",
  kind: "stock_analysis",
  status: "failed",
  files: [],
  expires_at: null,
  problem: { code: "not_found", detail: "No prices of ZZZZ are known" },
};

let link: { url: string | null; expires_in: number | null };
let asked: URLSearchParams[];
let requested: NewReport | undefined;
let reports: Report[];

beforeEach(() => {
  link = { url: "https://files.test/report.pdf?sig=x", expires_in: 300 };
  asked = [];
  requested = undefined;
  reports = [READY, FAILED];
});
signedIn(() => [
  http.get("*/api/watchlists", () => HttpResponse.json({ items: [], next_cursor: null })),
  http.get("*/api/reports/schedules", () => HttpResponse.json({ items: [] })),
  http.get("*/api/reports", ({ request }) => {
    const { searchParams } = new URL(request.url);
    asked.push(searchParams);
    const status = searchParams.get("status");
    const found = reports.filter((one) => !status || one.status === status);
    const isFirst = searchParams.get("cursor") === null;
    return HttpResponse.json({
      items: isFirst ? found.slice(0, 1) : found.slice(1),
      next_cursor: isFirst && found.length > 1 ? "more" : null,
    });
  }),
  http.post("*/api/reports", async ({ request }) => {
    requested = (await request.json()) as NewReport;
    return HttpResponse.json(READY, { status: 202 });
  }),
  http.get("*/api/reports/r-1/link", () => HttpResponse.json(link)),
  http.delete("*/api/reports/r-1", () => {
    reports = [FAILED];
    return new HttpResponse(null, { status: 204 });
  }),
  http.post("*/api/reports/r-2/retry", () => problem(429, "Too many", "Too many reports wait.")),
]);

it("gives away a link that says when it ends", async () => {
  renderPage("/reports");
  await user.click(await screen.findByRole("button", { name: `Share ${READY.title}` }));
  const dialog = within(await screen.findByRole("dialog"));
  const field = await dialog.findByLabelText<HTMLInputElement>("Link");
  expect(field.value).toBe("https://files.test/report.pdf?sig=x");
  expect(dialog.getByText(/without an account, for [45]:\d\d more/)).toBeDefined();
  await user.click(dialog.getByRole("button", { name: "Copy" }));
  expect(await dialog.findByRole("button", { name: "Copied" })).toBeDefined();
  expect(await navigator.clipboard.readText()).toBe(field.value);
});

it("says so where the installation gives no links", async () => {
  link = { url: null, expires_in: null };
  renderPage("/reports");
  await user.click(await screen.findByRole("button", { name: `Share ${READY.title}` }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText(/there is no link to give away/)).toBeDefined();
  expect(dialog.getByRole("button", { name: "Download the file" })).toBeDefined();
});

it("lists page after page, of one state, and tells why one failed", async () => {
  renderPage("/reports");
  await user.click(await screen.findByRole("button", { name: "Show more" }));
  expect(await screen.findByText("No prices of ZZZZ are known")).toBeDefined();
  await user.selectOptions(screen.getByLabelText("State"), "failed");
  await vanished(READY.title);
  expect(asked.at(-1)?.get("status")).toBe("failed");
  await user.click(screen.getByRole("button", { name: `Try ${FAILED.title} again` }));
  expect(await screen.findByText("Too many reports wait.")).toBeDefined();
  expect(screen.getByText(/01HB0TEST/)).toBeDefined();
});

it("is deleted after a question, and the list has the focus", async () => {
  renderPage("/reports");
  await user.click(await screen.findByRole("button", { name: `Delete ${READY.title}` }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Delete" }));
  await vanished(READY.title);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Reports");
});

it("is requested again as it was, but for what is changed", async () => {
  renderPage("/reports");
  await user.click(await screen.findByRole("button", { name: `Request ${READY.title} again` }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.selectOptions(dialog.getByLabelText("Period"), "days");
  await user.type(dialog.getByLabelText("First day"), "2023-05-01");
  await user.type(dialog.getByLabelText("Last day"), "2023-04-01");
  await user.click(dialog.getByRole("button", { name: "Make it" }));
  expect(await dialog.findByText("It lies before the first day.")).toBeDefined();
  await user.clear(dialog.getByLabelText("Last day"));
  await user.click(dialog.getByLabelText(/a few sentences/));
  await user.click(dialog.getByRole("button", { name: "Make it" }));
  await vanished("Request a report", "heading");
  expect(requested).toMatchObject({
    kind: "performance",
    from: "2023-05-01",
    to: null,
    benchmark: "SPY",
    narrative: false,
  });
});

async function vanished(name: string, role: "heading" | "text" = "text"): Promise<void> {
  const find = () =>
    role === "text" ? screen.queryByText(name) : screen.queryByRole(role, { name });
  await expect.poll(find).toBeNull();
}
