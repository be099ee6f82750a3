import { http, HttpResponse } from "msw";

import type { NewTransaction, Transaction } from "@/api/models";

import { DEMO, recorded, type State } from "../fake-state";
import { problem } from "./problem";

const ALL = "*/api/portfolios/:id/transactions";
const ONE = `${ALL}/:tid`;
const gone = () => problem(404, "Not found", "No such transaction.");
const tag = (version: number) => ({ headers: { ETag: `"${version}"` } });

export function transactionHandlers(state: State) {
  const ledger = (id: unknown) => state.ledgers.get(String(id)) ?? [];
  const find = (id: unknown, tid: unknown) => ledger(id).find((one) => one.id === tid);
  return [
    http.get(ALL, ({ params, request }) => {
      const { searchParams } = new URL(request.url);
      const items = ledger(params.id).filter(matches(searchParams)).toReversed();
      return HttpResponse.json({ items, next_cursor: null });
    }),
    http.post(ALL, async ({ params, request }) => {
      const body = (await request.json()) as NewTransaction;
      if (body.symbol === "???") {
        const errors = [{ pointer: "/symbol", message: "is not a symbol" }];
        return problem(422, "Not valid", "One field is not valid.", errors);
      }
      const made = recorded(body);
      ledger(params.id).push(made);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.get(ONE, ({ params }) => {
      const found = find(params.id, params.tid);
      return found ? HttpResponse.json(found, tag(found.version)) : gone();
    }),
    http.put(ONE, async ({ params, request }) => {
      const found = find(params.id, params.tid);
      if (!found) return gone();
      state.versions.set(found.id, [...(state.versions.get(found.id) ?? []), { ...found }]);
      const next = (await request.json()) as NewTransaction;
      Object.assign(found, recorded(next, found.version + 1, found.id));
      return HttpResponse.json(found, tag(found.version));
    }),
    http.delete(ONE, ({ params }) => {
      const kept = ledger(params.id).filter((one) => one.id !== params.tid);
      state.ledgers.set(String(params.id), kept);
      return new HttpResponse(null, { status: 204 });
    }),
    http.get(`${ONE}/versions`, ({ params }) => {
      const found = find(params.id, params.tid);
      const earlier = state.versions.get(String(params.tid)) ?? [];
      const all = found ? [...earlier, found] : earlier;
      return HttpResponse.json({ items: all.map((one) => ({ ...one, is_deleted: false })) });
    }),
    http.get("*/api/portfolios/:id/imports", () => HttpResponse.json({ items: [] })),
    http.post("*/api/portfolios/:id/imports", () => {
      state.pending = DEMO;
      return HttpResponse.json(
        {
          import_id: "import-1",
          broker: "trading212",
          filename: "trading212-2023.csv",
          status: "previewed",
          rows: DEMO.length + 3,
          accepted: DEMO.length,
          duplicates: 1,
          rejected_count: 1,
          informational_count: 1,
          transaction_count: DEMO.length,
          rejected: [{ row: 4, reason: "“No. of shares” is not a number: n/a" }],
          informational: [{ row: 9, reason: "a card payment, which a portfolio does not count" }],
          transactions: DEMO.map((one, index) => ({ fee: "0", tax: "0", ...one, row: index + 10 })),
          warnings: [],
        },
        { status: 201 },
      );
    }),
    http.post("*/api/portfolios/:id/imports/:import/confirm", ({ params }) => {
      ledger(params.id).push(...state.pending.map((one) => recorded(one)));
      return HttpResponse.json({ created: state.pending.length, skipped: 1 });
    }),
  ];
}

function matches(search: URLSearchParams) {
  const symbol = search.get("symbol");
  const kind = search.get("kind");
  return (one: Transaction) => (!symbol || one.symbol === symbol) && (!kind || one.kind === kind);
}
