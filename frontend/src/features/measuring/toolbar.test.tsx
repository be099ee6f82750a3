import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { DEMO, recorded } from "@/testing/fake-state";
import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const asked: Record<string, string>[] = [];

const DAYS = ["2023-09-19", "2023-09-20", "2023-09-21"];
const NO_MEASURE = {
  volatility: 0.2,
  sharpe: 1,
  sortino: 1,
  calmar: 1,
  max_drawdown: null,
  drawdowns: [],
  var_95: 0.01,
  cvar_95: 0.01,
  var_99: 0.02,
  cvar_99: 0.02,
  var_95_parametric: 0.0123,
  cvar_95_parametric: null,
  var_99_parametric: null,
  cvar_99_parametric: null,
  beta: null,
  alpha: null,
  tracking_error: null,
  information_ratio: null,
  hhi: 0.3,
  correlation: { symbols: [], matrix: [] },
  contributions: [],
  benchmark: null,
  notes: { beta: "no benchmark with prices was given" },
};

signedIn((state) => {
  state.ledgers.set("pf-1", [
    ...DEMO.map((one) => recorded({ ...one, account: "Depot", tags: ["core"] })),
  ]);
  return [
    http.get("*/api/portfolios/pf-1", () =>
      HttpResponse.json({ id: "pf-1", name: "Savings", base_currency: "USD", benchmark: "SPY" }),
    ),
    http.get("*/api/portfolios/pf-1/risk", ({ request }) => {
      const query = Object.fromEntries(new URL(request.url).searchParams);
      asked.push(query);
      if (query.account === "Nowhere") return problem(422, "Check", "No transaction belongs to it");
      return HttpResponse.json({
        ...NO_MEASURE,
        from: DAYS[0],
        to: DAYS[2],
        observations: 3,
        rolling: {
          window: Number(query.window),
          dates: DAYS,
          volatility: [null, 0.1, 0.2],
          sharpe: [null, null, null],
          beta: [null, null, null],
          max_drawdown: [null, 0.05, 0.04],
        },
      });
    }),
  ];
});
beforeEach(() => {
  asked.length = 0;
});

const button = (name: string | RegExp) => screen.findByRole("button", { name });

it("risk is asked against a benchmark, of a part, beyond a rate and over a window", async () => {
  renderPage("/portfolios/pf-1/risk?period=1y");
  expect(await screen.findByText("Volatility, a year")).toBeDefined();
  expect(asked.at(-1)).toEqual({ period: "1y", window: "63" });
  expect(await button(/explain Bad day \(VaR 95%\) by the bell curve/i)).toBeDefined();
  expect(screen.getAllByText("By the bell curve:")).toHaveLength(1);
  await user.click(await button("Compare and narrow"));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByLabelText("Benchmark").getAttribute("placeholder")).toBe("SPY");
  await user.type(dialog.getByLabelText("Benchmark"), "qqq");
  await user.type(dialog.getByLabelText("One account"), "Depot");
  await user.type(dialog.getByLabelText(/Risk-free/), "2.5");
  await user.type(dialog.getByLabelText(/Rolling window/), "5");
  await user.click(dialog.getByRole("button", { name: "Show" }));
  expect(dialog.getByText(/between 20 and 756/)).toBeDefined();
  await user.clear(dialog.getByLabelText(/Rolling window/));
  await user.type(dialog.getByLabelText(/Rolling window/), "126");
  await user.click(dialog.getByRole("button", { name: "Show" }));
  expect(await screen.findByText("Against QQQ")).toBeDefined();
  expect(asked.at(-1)).toEqual({
    period: "1y",
    benchmark: "QQQ",
    account: "Depot",
    risk_free: "0.025",
    window: "126",
  });
  await user.click(await button("Without: Account Depot"));
  expect(asked.at(-1)).not.toHaveProperty("account");
});

it("a rolling measure is drawn, and says so where there is none", async () => {
  renderPage("/portfolios/pf-1/risk?window=21");
  expect(await screen.findByText(/Measured over 21 trading days/)).toBeDefined();
  expect(await button(/explain Volatility at the end/)).toBeDefined();
  await user.click(screen.getByRole("radio", { name: "Beta" }));
  expect(screen.getByText(/No 21 trading days with prices/)).toBeDefined();
});

it("a part that nothing belongs to is told, and can be taken back", async () => {
  renderPage("/portfolios/pf-1/risk?account=Nowhere");
  expect((await screen.findByRole("alert")).textContent).toContain("No transaction belongs to it");
  await user.click(await button("Without: Account Nowhere"));
  expect(await screen.findByText("Volatility, a year")).toBeDefined();
});
