import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const FILE = "Tag;Was;Ding;Stueck;Je\n01.02.2021;Erwerb;AAPL;3;127,79\n";
type Sent = { broker: string; mapping: Record<string, string> | null };
let sent: Sent[] = [];
let discarded: string[] = [];
let answers: (sent: Sent) => Response | undefined = () => undefined;

const preview = {
  import_id: "i-1",
  broker: "generic",
  filename: "odd.csv",
  status: "previewed",
  rows: 1,
  accepted: 1,
  duplicates: 0,
  rejected_count: 0,
  informational_count: 0,
  transaction_count: 1,
  rejected: [],
  informational: [],
  transactions: [],
  warnings: [],
};

function coded(code: string, detail: string, pointer?: string): Response {
  const errors = pointer ? [{ pointer, message: detail }] : [];
  return HttpResponse.json(
    { type: "about:blank", title: "Unprocessable Content", status: 422, detail, code, errors },
    { status: 422, headers: { "Content-Type": "application/problem+json" } },
  );
}

let pages: Record<string, { names: string[]; next: string | null }> = {};

signedIn(() => [
  http.get("*/api/portfolios/pf-1", () =>
    HttpResponse.json({ id: "pf-1", name: "Savings", base_currency: "USD" }),
  ),
  http.get("*/api/portfolios/pf-1/imports", ({ request }) => {
    const cursor = new URL(request.url).searchParams.get("cursor") ?? "";
    const { names, next } = pages[cursor] ?? { names: [], next: null };
    const items = names.map((filename) => ({
      ...preview,
      import_id: filename,
      filename,
      created_at: "2023-09-21T08:00:00Z",
    }));
    return HttpResponse.json({ items, next_cursor: next });
  }),
  http.post("*/api/portfolios/pf-1/imports", async ({ request }) => {
    const form = await request.text();
    const part = (name: string) =>
      new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)`).exec(form)?.[1] ?? null;
    const mapping = part("mapping");
    const one: Sent = {
      broker: part("broker") ?? "",
      mapping: mapping === null ? null : (JSON.parse(mapping) as Record<string, string>),
    };
    sent.push(one);
    if (one.broker === "auto" && !one.mapping) {
      return coded("unknown_file", "We do not recognise this file.");
    }
    return answers(one) ?? HttpResponse.json(preview, { status: 201 });
  }),
  http.delete("*/api/portfolios/pf-1/imports/:id", ({ params }) => {
    discarded.push(String(params.id));
    return new HttpResponse(null, { status: 204 });
  }),
]);
beforeEach(() => {
  sent = [];
  discarded = [];
  pages = {};
  answers = () => undefined;
});

async function drop(text = FILE) {
  await screen.findByLabelText("Where the file is from");
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("nowhere to put a file");
  await user.upload(input, new File([text], "odd.csv", { type: "text/csv" }));
}

const select = (name: string | RegExp) =>
  screen.findByRole<HTMLSelectElement>("combobox", { name });
const press = async (name: string) => user.click(await screen.findByRole("button", { name }));

it("a file nobody knows is matched by hand, read, and matched otherwise", async () => {
  renderPage("/portfolios/pf-1/import");
  await drop();
  expect(await screen.findByRole("heading", { name: "Which column is what?" })).toBe(
    document.activeElement,
  );
  const head = within(screen.getByRole("table", { name: "Beginning of the file" }));
  expect(head.getByText("127,79")).toBeDefined();
  expect((await select("Day")).value).toBe("Tag");
  expect((await select("Quantity")).value).toBe("Stueck");
  expect(screen.getByText(/Still missing: Symbol, ISIN,? or Kind; .*Currency/)).toBeDefined();
  await press("Read the file");
  expect(sent).toHaveLength(1);
  expect((await select("Symbol")).getAttribute("aria-invalid")).toBe("true");
  expect(await select("Symbol")).toBe(document.activeElement);
  await user.selectOptions(await select("Symbol"), "Ding");
  await user.selectOptions(await select("Kind"), "Was");
  await user.selectOptions(await select("Price"), "Je");
  await user.type(screen.getByLabelText("One currency for the whole file"), "usd");
  expect(screen.getByText("Nothing is missing.")).toBeDefined();
  await press("Read the file");
  expect(await screen.findByRole("button", { name: "Book 1 transaction" })).toBeDefined();
  const mapping = {
    date: "Tag",
    date_order: "dmy",
    kind: "Was",
    symbol: "Ding",
    quantity: "Stueck",
    price: "Je",
    default_currency: "USD",
  };
  expect(sent[1]).toEqual({ broker: "generic", mapping });
  await press("Change the columns");
  expect((await select("Symbol")).value).toBe("Ding");
  expect(discarded).toEqual(["i-1"]);
  await press("Choose another file");
  await drop();
  expect((await select("Price")).value).toBe("Je");
});

it("what the service says of a column stands at that column", async () => {
  answers = () => coded("invalid_input", "the file has no column 'Je'", "/mapping/price");
  localStorage.setItem(
    "plumbline.import-columns",
    JSON.stringify([
      {
        heading: "tag\nwas\nding\nstueck\nje",
        mapping: { date: "Tag", kind: "Was", price: "Je", default_currency: "EUR" },
      },
    ]),
  );
  renderPage("/portfolios/pf-1/import");
  await drop();
  await press("Read the file");
  expect((await screen.findByRole("alert")).textContent).toContain("It cannot be read like this");
  const price = await select("Price");
  const note = document.getElementById(price.getAttribute("aria-describedby") ?? "");
  expect(note?.textContent).toBe("the file has no column 'Je'");
});

it("a named broker is sent along; a file of another can be matched by hand", async () => {
  answers = ({ broker }) =>
    broker === "schwab" ? coded("wrong_broker", "The file is not one of Schwab") : undefined;
  renderPage("/portfolios/pf-1/import");
  await user.selectOptions(await select("Where the file is from"), "schwab");
  await drop();
  expect((await screen.findByRole("alert")).textContent).toContain("not one of Schwab");
  expect(sent).toEqual([{ broker: "schwab", mapping: null }]);
  await press("Match its columns by hand");
  expect((await select("Day")).value).toBe("Tag");
});

it("what has no columns is refused as before; another CSV is not sent unmatched", async () => {
  renderPage("/portfolios/pf-1/import");
  await drop("<report>nothing</report>");
  expect((await screen.findByRole("alert")).textContent).toContain("do not recognise");
  await user.selectOptions(await select("Where the file is from"), "generic");
  await drop();
  expect((await select("Day")).value).toBe("Tag");
  expect(sent).toHaveLength(1);
});

it("imports of before are listed page by page", async () => {
  pages = {
    "": { names: ["june.csv"], next: "c-2" },
    "c-2": { names: ["may.csv"], next: null },
  };
  renderPage("/portfolios/pf-1/import");
  expect(await screen.findByText("june.csv")).toBeDefined();
  expect(screen.queryByText("may.csv")).toBeNull();
  await press("Show more");
  expect(await screen.findByText("may.csv")).toBeDefined();
  expect(screen.getByText("june.csv")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
});
