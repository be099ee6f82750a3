import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

let watched: string[];
let held: string[];
beforeEach(() => {
  watched = [];
  held = [];
});
const AT = "2023-09-21T08:00:00Z";
const list = () => ({
  id: "w-1",
  name: "Chips",
  note: "",
  items: watched.map((symbol) => ({ symbol, name: null, note: "", added_at: AT })),
  created_at: AT,
  updated_at: AT,
});
const portfolio = { id: "p-1", name: "Savings", base_currency: "USD", created_at: AT };
signedIn(() => [
  http.get("*/api/watchlists", () => HttpResponse.json({ items: [list()], next_cursor: null })),
  http.get("*/api/portfolios", () => HttpResponse.json({ items: [portfolio], next_cursor: null })),
  http.get("*/api/portfolios/p-1/holdings", () =>
    HttpResponse.json({
      currency: "USD",
      cash: [],
      items: held.map((symbol) => ({
        symbol,
        quantity: "1",
        average_price: null,
        market_value: null,
        unrealised_gain: null,
      })),
    }),
  ),
  http.get("*/api/market/AAPL/:part", ({ params }) =>
    ["fundamentals", "news"].includes(String(params.part))
      ? problem(404, "Not found", "Nothing is known.")
      : undefined,
  ),
  http.get("*/api/stock-data/status", () =>
    HttpResponse.json({ symbols: [], runs: [], quarantined: [], providers: {} }),
  ),
]);

it("offers to track what nothing of one's own follows", async () => {
  renderPage("/symbols/AAPL");
  expect(await screen.findByRole("button", { name: "Track AAPL" })).toBeDefined();
});

it("says for which list a symbol is followed", async () => {
  watched = ["AAPL"];
  renderPage("/symbols/AAPL");
  expect(await screen.findByText("Followed for Chips")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Track AAPL" })).toBeNull();
});

it("names the portfolio that holds it first", async () => {
  [watched, held] = [["AAPL"], ["AAPL"]];
  renderPage("/symbols/AAPL");
  expect(await screen.findByText("Followed for Savings and 1 more")).toBeDefined();
});
