import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { DEMO, recorded } from "@/testing/fake-state";
import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const FALL = {
  name: "market",
  label: "Markets −20%",
  gain: "-12.00",
  change: -0.2,
  change_of_total: -0.12,
  effects: [{ symbol: "AAPL", change: -0.2, gain: "-12.00", way: "shock" }],
  notes: [],
};
let asked: { plan: string; body: unknown }[] = [];
let refusal: () => Response = () => problem(422, "Unprocessable Content", "");

beforeEach(() => {
  asked = [];
});

signedIn((state) => {
  state.portfolios.push({
    id: "pf",
    name: "Savings",
    base_currency: "EUR",
    lot_method: "fifo",
    cash: "implied",
    benchmark: null,
    auto_dividends: false,
    created_at: "2023-09-21T08:00:00Z",
    updated_at: "2023-09-21T08:00:00Z",
  });
  state.ledgers.set(
    "pf",
    DEMO.map((one) => recorded(one)),
  );
  return [
    http.post("*/api/portfolios/pf/scenarios", async ({ request }) => {
      asked.push({ plan: "scenarios", body: await request.json() });
      return HttpResponse.json({
        as_of: "2023-09-20",
        currency: "EUR",
        total_value: "100.00",
        holdings_value: "60.00",
        scenarios: [FALL],
      });
    }),
    http.post("*/api/portfolios/pf/optimise", async ({ request }) => {
      asked.push({ plan: "optimise", body: await request.json() });
      return refusal();
    }),
  ];
});

const choose = async (name: string) => user.click(await screen.findByRole("radio", { name }));
const open = async () => user.click(await screen.findByText("More choices"));

it("tells a fall of the holdings apart from one of everything with cash", async () => {
  renderPage("/portfolios/pf/planning");
  const of = await screen.findByText(/^Changes are of the holdings/);
  expect(of.textContent).toBe(
    "Changes are of the holdings, worth €60.00; with cash it is €100.00.",
  );
  const whole = screen.getByText("Of everything, with cash").closest("li");
  expect(whole?.textContent).toContain("−12.0%");
});

it("says in words and per cent which choices cannot be kept together", async () => {
  refusal = () =>
    problem(
      422,
      "Unprocessable Content",
      "No weights satisfy the constraints: the upper bounds sum to 0.6, less than 1",
    );
  renderPage("/portfolios/pf/planning");
  await choose("Another mix");
  await user.click(await screen.findByRole("button", { name: "Compute" }));
  const alert = await screen.findByRole("alert");
  expect(
    within(alert).getByText(/the most shares add up to 60%, less than the whole/),
  ).toBeDefined();
});

it("says at its field what is out of range, in the field's unit", async () => {
  refusal = () =>
    problem(422, "Invalid input", "/max_turnover: Input should be less than or equal to 1", [
      { pointer: "/max_turnover", message: "Input should be less than or equal to 1" },
    ]);
  renderPage("/portfolios/pf/planning");
  await choose("Another mix");
  await user.click(await screen.findByRole("button", { name: "Compute" }));
  expect(await screen.findByText("The turnover: 100% at the most.")).toBeDefined();
  const field = screen.getByLabelText("Turnover at most, %");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(field.closest("details")?.open).toBe(true);
});

it("sends rows that were added, and keeps what is chosen while one looks elsewhere", async () => {
  renderPage("/portfolios/pf/planning");
  await open();
  const moves = within(await screen.findByRole("group", { name: "Moves of symbols" }));
  await user.click(moves.getByRole("button", { name: /Add a row/ }));
  const symbol = moves.getByLabelText("Symbol");
  expect(document.activeElement).toBe(symbol);
  await user.type(symbol, "aapl");
  await user.type(moves.getByLabelText("Move, %"), "-50");
  await user.click(screen.getByRole("button", { name: "Covid crash, 2020" }));
  await user.click(screen.getByRole("button", { name: "Try it" }));
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]?.body).toMatchObject({
    crises: ["dot_com", "financial_crisis", "inflation"],
    shocks: [{ symbols: { AAPL: -0.5 } }],
  });

  await choose("Another mix");
  await choose("Crises");
  await open();
  const again = within(await screen.findByRole("group", { name: "Moves of symbols" }));
  expect(again.getByLabelText<HTMLInputElement>("Symbol").value).toBe("aapl");
  await user.click(again.getByRole("button", { name: "Remove aapl from “Moves of symbols”" }));
  expect(again.queryByLabelText("Symbol")).toBeNull();
});

it("puts an answer aside when another currency is looked at, and has it again on the way back", async () => {
  const mix = { volatility: 0.2, expected_return: 0.1, sharpe: 0.5 };
  refusal = () =>
    HttpResponse.json({
      objective: "min_variance",
      current: mix,
      optimal: mix,
      observations: 252,
      notes: ["expected returns of AAPL are those of the past, which rarely repeat"],
      weights: [
        { symbol: "AAPL", current: 1, optimal: 1, current_risk_share: 1, optimal_risk_share: 1 },
      ],
    });
  renderPage("/portfolios/pf/planning?currency=USD");
  await choose("Another mix");
  await user.click(await screen.findByRole("button", { name: "Compute" }));
  expect(await screen.findByText("Which trades lead there")).toBeDefined();
  await user.click(await screen.findByRole("button", { name: "Back to EUR" }));
  expect(await screen.findByText(/for another day or currency and is put aside/)).toBeDefined();
  expect(screen.queryByText("Which trades lead there")).toBeNull();
  const asks = () => asked.filter(({ plan }) => plan === "optimise");
  expect(asks()).toHaveLength(1);
  await user.click(await screen.findByRole("button", { name: "Compute" }));
  expect(await screen.findByText("Which trades lead there")).toBeDefined();
  expect(asks()).toHaveLength(2);
  expect(screen.queryByText(/is put aside/)).toBeNull();
});
