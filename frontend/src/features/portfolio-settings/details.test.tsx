import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import type { Portfolio } from "@/api/models";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const portfolio: Portfolio = {
  id: "pf-1",
  name: "Savings",
  base_currency: "BGN",
  lot_method: "lifo",
  cash: "implied",
  benchmark: "SPY",
  auto_dividends: false,
  created_at: "2023-09-21T08:00:00Z",
  updated_at: "2023-09-21T08:00:00Z",
};
const sent: unknown[] = [];

signedIn(() => [
  http.get("*/api/portfolios/pf-1", () =>
    HttpResponse.json(portfolio, { headers: { ETag: '"7"' } }),
  ),
  http.patch("*/api/portfolios/pf-1", async ({ request }) => {
    sent.push(request.headers.get("If-Match"), await request.json());
    return HttpResponse.json(portfolio);
  }),
]);

it("every setting of a portfolio can be changed, and what is not touched stays", async () => {
  renderPage("/portfolios/pf-1/settings");
  await user.selectOptions(await screen.findByLabelText("Cash"), "tracked");
  await user.clear(screen.getByLabelText(/Benchmark/));
  await user.click(screen.getByRole("checkbox", { name: /Book dividends by themselves/ }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved")).toBeDefined();
  expect(sent).toEqual([
    '"7"',
    {
      name: "Savings",
      base_currency: "BGN",
      lot_method: "lifo",
      cash: "tracked",
      benchmark: null,
      auto_dividends: true,
    },
  ]);
});
