import { http, HttpResponse } from "msw";

import type { NewPortfolio, Portfolio } from "@/api/models";

import { allocationOf, explanationOf } from "../fake-readings";
import { holdingsOf, performanceOf, summaryOf } from "../fake-ledger";
import { DEMO, nextId, recorded, type State } from "../fake-state";
import { problem } from "./problem";

const DAYS: Record<string, number> = { "1w": 5, mtd: 15, ytd: 182, "1y": 252 };

export function portfolioHandlers(state: State) {
  const ledger = (id: unknown) => state.ledgers.get(String(id)) ?? [];
  return [
    http.get("*/api/portfolios", () =>
      HttpResponse.json({ items: state.portfolios, next_cursor: null }),
    ),
    http.post("*/api/portfolios", async ({ request }) => {
      const made = portfolioOf((await request.json()) as NewPortfolio);
      state.portfolios.push(made);
      state.ledgers.set(made.id, made.name === "Demo" ? DEMO.map((one) => recorded(one)) : []);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.get("*/api/portfolios/:id", ({ params }) => {
      const found = state.portfolios.find(({ id }) => id === params.id);
      return found ? HttpResponse.json(found) : problem(404, "Not found", "No such portfolio.");
    }),
    http.get("*/api/portfolios/:id/holdings", ({ params }) =>
      HttpResponse.json(holdingsOf(ledger(params.id))),
    ),
    http.get("*/api/portfolios/:id/summary", ({ params }) =>
      HttpResponse.json(summaryOf(ledger(params.id))),
    ),
    http.get("*/api/portfolios/:id/allocation", ({ params }) =>
      HttpResponse.json(allocationOf(holdingsOf(ledger(params.id)))),
    ),
    http.get("*/api/portfolios/:id/explain", ({ params }) =>
      HttpResponse.json(explanationOf(ledger(params.id))),
    ),
    http.get("*/api/portfolios/:id/performance", ({ params, request }) => {
      const period = new URL(request.url).searchParams.get("period") ?? "max";
      return HttpResponse.json(performanceOf(ledger(params.id), DAYS[period] ?? 10_000));
    }),
  ];
}

function portfolioOf(body: NewPortfolio): Portfolio {
  return {
    id: nextId("pf"),
    name: body.name,
    base_currency: body.base_currency,
    lot_method: body.lot_method ?? "fifo",
    cash: body.cash ?? "implied",
    benchmark: null,
    auto_dividends: false,
    created_at: "2023-09-21T08:00:00Z",
    updated_at: "2023-09-21T08:00:00Z",
  };
}
