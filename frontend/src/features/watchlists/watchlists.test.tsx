import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { moved } from "@/api/moved";
import type { Watched, Watchlist, WatchlistChange } from "@/api/models";
import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const watchedOf = (symbol: string): Watched => ({
  symbol,
  name: `${symbol} Inc.`,
  note: "",
  added_at: "2023-09-21T08:00:00Z",
  currency: "USD",
  quote: null,
  status: "known",
});
let list: Watchlist;
let isRefused: boolean;

beforeEach(() => {
  isRefused = false;
  list = {
    id: "w-1",
    name: "Chips",
    note: "",
    items: ["AMD", "NVDA", "INTC"].map(watchedOf),
    created_at: "2023-09-21T08:00:00Z",
    updated_at: "2023-09-21T08:00:00Z",
  };
});
const MARKET: Record<string, string> = {
  MU: "Micron Technology",
  TSM: "Taiwan Semiconductor",
  MSFT: "Microsoft Corporation",
  BAC: "Bank of America",
};
const searched = http.get("*/api/market/search", ({ request }) => {
  const q = new URL(request.url).searchParams.get("q")?.toUpperCase() ?? "";
  const items = Object.entries(MARKET)
    .filter(([symbol, name]) => symbol.startsWith(q) || name.toUpperCase().includes(q))
    .map(([symbol, name]) => ({ symbol, name, exchange: "NYSE", asset_class: "equity" }));
  return HttpResponse.json({ items });
});
signedIn(() => [
  searched,
  http.get("*/api/watchlists", () => HttpResponse.json({ items: [list], next_cursor: null })),
  http.get("*/api/watchlists/w-1", () => HttpResponse.json(list, { headers: { ETag: '"1"' } })),
  http.patch("*/api/watchlists/w-1", async ({ request }) => {
    const { name, note } = (await request.json()) as WatchlistChange;
    list = { ...list, name: name ?? list.name, note: note ?? list.note };
    return HttpResponse.json(list);
  }),
  http.post("*/api/watchlists/w-1/items", async ({ request }) => {
    const { symbol } = (await request.json()) as { symbol: string };
    if (symbol === "???") {
      const errors = [{ pointer: "/symbol", message: "is not a symbol" }];
      return problem(422, "Not valid", "One field is not valid.", errors);
    }
    list = { ...list, items: [...list.items, watchedOf(symbol)] };
    return HttpResponse.json(list.items.at(-1), { status: 201 });
  }),
  http.patch("*/api/watchlists/w-1/items/:symbol", async ({ params, request }) => {
    if (isRefused) return problem(503, "Not available", "The store is busy.");
    const { note, position } = (await request.json()) as { note?: string; position?: number };
    const from = list.items.findIndex(({ symbol }) => symbol === params.symbol);
    const items = list.items.map((one, index) =>
      index === from ? { ...one, note: note ?? one.note } : one,
    );
    list = { ...list, items: moved(items, from, position ?? from) };
    return HttpResponse.json(list.items[0]);
  }),
  http.delete("*/api/watchlists/w-1/items/:symbol", ({ params }) => {
    list = { ...list, items: list.items.filter(({ symbol }) => symbol !== params.symbol) };
    return new HttpResponse(null, { status: 204 });
  }),
]);

const order = () =>
  within(screen.getByRole("region", { name: "Order of Chips" }))
    .getAllByRole("listitem")
    .map(({ textContent }) => /[A-Z]{3,4}/.exec(textContent)?.[0]);

it("is put in order by the keyboard; the focus stays with the symbol", async () => {
  renderPage("/watchlists");
  await user.click(await screen.findByRole("button", { name: "Put in order" }));
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Move AMD up");
  await user.keyboard("{ArrowDown}");
  await expect.poll(order).toEqual(["NVDA", "AMD", "INTC"]);
  expect(screen.getByText("AMD: place 2 of 3")).toBeDefined();
  await user.keyboard("{End}");
  await expect.poll(order).toEqual(["NVDA", "INTC", "AMD"]);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Move AMD up");
  await expect.poll(() => list.items.map(({ symbol }) => symbol)).toEqual(["NVDA", "INTC", "AMD"]);
  await user.click(screen.getByRole("button", { name: "Done" }));
  expect(document.activeElement?.textContent).toContain("Put in order");
});

it("is put back in order when a move is refused", async () => {
  renderPage("/watchlists");
  await user.click(await screen.findByRole("button", { name: "Put in order" }));
  isRefused = true;
  await user.click(screen.getByRole("button", { name: "Move INTC up" }));
  expect(await screen.findByText("The store is busy.")).toBeDefined();
  expect(order()).toEqual(["AMD", "NVDA", "INTC"]);
});

it("keeps a note by Enter and takes it back by Escape", async () => {
  renderPage("/watchlists");
  const [note] = await screen.findAllByLabelText("Note on NVDA");
  if (!note) throw new Error("no note");
  await user.type(note, "after the split{Escape}");
  expect(list.items[1]?.note).toBe("");
  await user.type(note, "after the split{Enter}");
  await expect.poll(() => list.items[1]?.note).toBe("after the split");
});

it("gets another name and a note of its own", async () => {
  renderPage("/watchlists");
  await user.click(await screen.findByRole("button", { name: "Name and note" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.clear(dialog.getByLabelText("Name"));
  await user.type(dialog.getByLabelText("Name"), "Semiconductors");
  await user.type(dialog.getByLabelText("Note (optional)"), "To buy after a fall");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("To buy after a fall")).toBeDefined();
  expect(list.name).toBe("Semiconductors");
});

const symbols = () => list.items.map(({ symbol }) => symbol);

it("takes several symbols at once and leaves what it does not know to be put right", async () => {
  renderPage("/watchlists");
  const field = await screen.findByLabelText<HTMLInputElement>("Symbol to watch");
  await user.type(field, "mu, tsm, ???, qcom{Enter}");
  expect(await screen.findByText("Nothing found for “???”.")).toBeDefined();
  expect(symbols()).toEqual(["AMD", "NVDA", "INTC", "MU", "TSM"]);
  await expect.poll(() => field.value).toBe("???, qcom");
});

it("takes no name for a symbol, but offers the companies of that name", async () => {
  renderPage("/watchlists");
  const field = await screen.findByLabelText<HTMLInputElement>("Symbol to watch");
  await user.type(field, "bank of america, microsoft, mu{Enter}");
  await user.click(await screen.findByRole("button", { name: "BAC · Bank of America" }));
  await user.click(await screen.findByRole("button", { name: "MSFT · Microsoft Corporation" }));
  await expect.poll(symbols).toEqual(["AMD", "NVDA", "INTC", "BAC", "MSFT", "MU"]);
  await expect.poll(() => field.value).toBe("");
});

it("watches a symbol that the search does not know only when told so", async () => {
  renderPage("/watchlists");
  await user.type(await screen.findByLabelText("Symbol to watch"), "mu zzz.de{Enter}");
  await user.click(await screen.findByRole("button", { name: "Watch ZZZ.DE all the same" }));
  await expect.poll(symbols).toEqual(["AMD", "NVDA", "INTC", "MU", "ZZZ.DE"]);
});

it("says why the service refuses a symbol", async () => {
  MARKET["???"] = "Nobody";
  renderPage("/watchlists");
  await user.type(await screen.findByLabelText("Symbol to watch"), "???{Enter}");
  expect(await screen.findByText("is not a symbol")).toBeDefined();
  delete MARKET["???"];
});
