import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { signedIn } from "@/testing/signed-in";

import { allGains } from "./gains";

const PAGES: Record<string, object> = {
  first: { realised: [{ gain: "1.00" }], unrealised: [{ symbol: "A" }], next_cursor: "second" },
  second: { realised: [{ gain: "2.00" }], unrealised: [{ symbol: "B" }], next_cursor: "third" },
  third: { realised: [{ gain: "4.00" }], unrealised: [], next_cursor: null },
};
const asked: string[] = [];

signedIn(() => [
  http.get("*/api/portfolios/p-1/gains", ({ request }) => {
    const query = new URL(request.url).searchParams;
    asked.push(query.get("method") ?? "");
    return HttpResponse.json(PAGES[query.get("cursor") ?? "first"]);
  }),
]);

it("lots of every page are read, so that no sum of them lacks any", async () => {
  const gains = await allGains("p-1", { method: "lifo" });
  expect(gains.realised.map(({ gain }) => gain)).toEqual(["1.00", "2.00", "4.00"]);
  expect(gains.unrealised.map(({ symbol }) => symbol)).toEqual(["A", "B"]);
  expect(asked).toEqual(["lifo", "lifo", "lifo"]);
});
