import { http, HttpResponse } from "msw";

import type { ChatChange, ChatSession, SelectedModel } from "@/api/models";

const USED = {
  answers: 3,
  input_tokens: 40_000,
  output_tokens: 10_000,
  cached_tokens: 0,
  is_priced: true,
};

const MODELS = [
  { id: "openai/large", provider: "openai", name: "Large", routes: ["deep"], price: null },
  { id: "offline", provider: "plumbline", name: "Offline analyst", routes: [], price: null },
];

let selection: SelectedModel;

/** What was chosen as the usual model. */
export const selected = () => selection;

/** Conversations that can be searched, renamed, put aside, downloaded and deleted. */
export function assistantHandlers(chats: ChatSession[]) {
  selection = { model: "quick", allow_fallback: true, fallback_order: [], resolved: "offline" };
  const find = (id: unknown) => chats.find((one) => one.id === id);
  return [
    http.get("*/api/chat/sessions", ({ request }) => {
      const query = new URL(request.url).searchParams;
      const q = (query.get("q") ?? "").toLowerCase();
      const isArchived = query.get("archived") === "true";
      const items = chats.filter(
        ({ title, archived }) => archived === isArchived && title.toLowerCase().includes(q),
      );
      return HttpResponse.json({ items, next_cursor: null });
    }),
    http.get("*/api/chat/sessions/:id", ({ params }) =>
      HttpResponse.json(find(params.id), { headers: { ETag: '"1"' } }),
    ),
    http.patch("*/api/chat/sessions/:id", async ({ params, request }) =>
      HttpResponse.json(Object.assign(find(params.id) ?? {}, (await request.json()) as ChatChange)),
    ),
    http.delete("*/api/chat/sessions/:id", ({ params }) => {
      const place = chats.findIndex((one) => one.id === params.id);
      chats.splice(place, 1);
      return new HttpResponse(null, { status: 204 });
    }),
    http.get("*/api/chat/sessions/:id/messages", () =>
      HttpResponse.json({ items: [], next_cursor: null }),
    ),
    http.get("*/api/chat/sessions/:id/export", ({ params }) =>
      HttpResponse.json({ session: find(params.id), messages: [] }),
    ),
    http.get("*/api/chat/drafts", () => HttpResponse.json({ items: [], next_cursor: null })),
    http.get("*/api/models", () => HttpResponse.json({ items: MODELS })),
    http.get("*/api/models/selected", () => HttpResponse.json(selection)),
    http.put("*/api/models/selected", async ({ request }) => {
      Object.assign(selection, await request.json());
      return HttpResponse.json(selection);
    }),
    http.get("*/api/chat/usage", () => {
      const today = { ...USED, day: "2023-09-22", cost_usd: "0.5" };
      const before = { ...USED, day: "2023-09-21", cost_usd: "1.25" };
      return HttpResponse.json({
        today,
        days: [today, before],
        limit_usd_per_day: "2",
        limit_tokens_per_day: 100_000,
      });
    }),
  ];
}

export function chatOf(id: string, title: string): ChatSession {
  return {
    id,
    title,
    archived: false,
    model: null,
    portfolio_id: null,
    message_count: 2,
    created_at: "2023-09-21T08:00:00Z",
    updated_at: "2023-09-21T08:00:00Z",
  };
}
