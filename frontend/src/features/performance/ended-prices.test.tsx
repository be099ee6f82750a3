import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { DEMO, recorded } from "@/testing/fake-state";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const DATES = ["2023-09-19", "2023-09-20", "2023-09-21"];
const MEASURED = {
  from: DATES[0],
  to: DATES[2],
  currency: "USD",
  start_value: "100.00",
  end_value: "110.00",
  net_contributions: "0.00",
  gain: "10.00",
  fx_effect: "0.00",
  twr: 0.1,
  twr_annualised: null,
  xirr: 0.1,
  simple_return: 0.1,
  return_on_average_investment: 0.1,
  series: {
    dates: DATES,
    value: ["100.00", "105.00", "110.00"],
    net_contributions: ["0.00", "0.00", "0.00"],
    cumulative_twr: [0, 0.05, 0.1],
  },
};
const ENDED = {
  symbol: "MSFT",
  twr: 0.02,
  twr_annualised: null,
  price_return: 0.02,
  xirr: 0.02,
  prices_until: "2023-09-19",
  series: { dates: DATES, value: ["100.00", "101.00", "102.00"], cumulative_twr: [0, 0.01, 0.02] },
};
let answer: object = {};

signedIn((state) => {
  state.ledgers.set(
    "pf-1",
    DEMO.map((one) => recorded(one)),
  );
  return [
    http.get("*/api/portfolios/pf-1", () =>
      HttpResponse.json({ id: "pf-1", name: "Savings", base_currency: "USD", benchmark: null }),
    ),
    http.get("*/api/portfolios/pf-1/performance", () => HttpResponse.json(answer)),
  ];
});

it("says until when a comparison holds, where the prices of the other have ended", async () => {
  answer = { ...MEASURED, benchmark: ENDED, notes: {} };
  renderPage("/portfolios/pf-1/performance?benchmark=MSFT");
  expect(await screen.findByText(/^The prices of MSFT end on .*2023/)).toBeDefined();
});

it("says nothing where there are prices to the end", async () => {
  answer = { ...MEASURED, benchmark: { ...ENDED, prices_until: null }, notes: {} };
  renderPage("/portfolios/pf-1/performance?benchmark=MSFT");
  expect(await screen.findByText("MSFT, time-weighted")).toBeDefined();
  expect(screen.queryByText(/^The prices of MSFT/)).toBeNull();
});

it("says why the symbol that was asked for is not compared with", async () => {
  const why = "MSFT has no price or rate at the opening of the period";
  answer = { ...MEASURED, benchmark: null, notes: { benchmark: why } };
  renderPage("/portfolios/pf-1/performance?benchmark=MSFT");
  expect(await screen.findByText(why)).toBeDefined();
});
