import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
let kept: { import_id: string; filename: string; status: string }[] = [];
let answer = () => new HttpResponse(null, { status: 204 });

const told = {
  broker: "trading212",
  rows: 7,
  accepted: 0,
  duplicates: 7,
  rejected_count: 0,
  informational_count: 0,
  transaction_count: 0,
  rejected: [],
  informational: [],
  transactions: [],
  warnings: [],
  created_at: "2023-09-21T08:00:00Z",
};

signedIn(() => [
  http.get("*/api/portfolios/pf-1", () =>
    HttpResponse.json({ id: "pf-1", name: "Savings", base_currency: "USD" }),
  ),
  http.get("*/api/portfolios/pf-1/imports", () =>
    HttpResponse.json({ items: kept.map((one) => ({ ...told, ...one })), next_cursor: null }),
  ),
  http.get("*/api/portfolios/pf-1/imports/:id", ({ params }) =>
    HttpResponse.json({ ...told, ...kept.find((one) => one.import_id === params.id) }),
  ),
  http.delete("*/api/portfolios/pf-1/imports/:id", ({ params }) => {
    const answered = answer();
    if (answered.ok) kept = kept.filter((one) => one.import_id !== params.id);
    return answered;
  }),
]);
beforeEach(() => {
  answer = () => new HttpResponse(null, { status: 204 });
  kept = [
    { import_id: "i-2", filename: "june.csv", status: "previewed" },
    { import_id: "i-1", filename: "may.csv", status: "confirmed" },
  ];
});

const button = (name: string | RegExp) => screen.findByRole("button", { name });

it("an import that was only looked at is discarded after a question", async () => {
  renderPage("/portfolios/pf-1/import");
  await user.click(await button("Discard june.csv"));
  const dialog = within(await screen.findByRole("dialog", { name: "Discard june.csv?" }));
  await user.click(dialog.getByRole("button", { name: "Discard" }));
  expect(await screen.findByText("may.csv")).toBeDefined();
  expect(screen.queryByText("june.csv")).toBeNull();
  expect(screen.queryByRole("button", { name: "Discard may.csv" })).toBeNull();
});

it("the service's refusal is told, and the import stays", async () => {
  answer = () => problem(409, "Conflict", "The import is confirmed.") as HttpResponse<null>;
  renderPage("/portfolios/pf-1/import");
  await user.click(await button("Discard june.csv"));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Discard" }));
  expect((await dialog.findByRole("alert")).textContent).toContain("The import is confirmed.");
  await user.click(dialog.getByRole("button", { name: "Keep it" }));
  expect(screen.getByText("june.csv")).toBeDefined();
});

it("it is taken up again where it was left, and discarded there", async () => {
  renderPage("/portfolios/pf-1/import");
  await user.click(await button("Look at june.csv again"));
  expect(await screen.findByText(/7 rows read, 7 of them already known/)).toBeDefined();
  await user.click(await button("Discard"));
  expect(await screen.findByText("may.csv")).toBeDefined();
  expect(kept.map(({ import_id }) => import_id)).toEqual(["i-1"]);
});
