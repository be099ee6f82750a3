import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { Portfolio } from "@/api/models";
import { DEMO, recorded } from "@/testing/fake-state";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
const asked: string[] = [];

const SAVINGS: Portfolio = {
  id: "pf-1",
  name: "Savings",
  base_currency: "USD",
  lot_method: "fifo",
  cash: "implied",
  benchmark: null,
  auto_dividends: false,
  created_at: "2023-09-21T08:00:00Z",
  updated_at: "2023-09-21T08:00:00Z",
};

signedIn((state) => {
  state.portfolios.push(SAVINGS);
  state.ledgers.set(
    "pf-1",
    DEMO.map((one) => recorded(one)),
  );
  return [
    http.get("*/api/portfolios/pf-1/*", ({ request }) => {
      const { pathname, searchParams } = new URL(request.url);
      asked.push(`${pathname.split("/").at(-1)} ${searchParams.toString()}`);
    }),
  ];
});
beforeEach(() => {
  asked.length = 0;
});

const tab = (name: string) =>
  within(screen.getByRole("navigation", { name: "Portfolio" })).getByRole("link", { name });
const lastOf = (reading: string) => asked.findLast((one) => one.startsWith(reading));

describe("a past day", () => {
  it("is what every reading is asked of, goes along to other tabs and can be left", async () => {
    renderPage("/portfolios/pf-1?as_of=2022-12-30&currency=EUR");
    expect((await screen.findByText(/not today/)).textContent).toContain("Dec 30, 2022");
    expect(await screen.findByText(/Amounts in EUR/)).toBeDefined();
    expect(await screen.findByTestId("total-value")).toBeDefined();
    for (const reading of ["summary", "holdings", "allocation", "performance"]) {
      expect(lastOf(reading)).toContain("as_of=2022-12-30&currency=EUR");
    }
    await user.click(tab("Transactions"));
    expect(await screen.findByText(/The past can be read/)).toBeDefined();
    expect(screen.queryByRole("button", { name: "Add transaction" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Correct Buy AAPL/ })).toBeNull();
    expect(await screen.findAllByRole("button", { name: /History of Buy AAPL/ })).toHaveLength(2);
    expect(lastOf("transactions")).toBe("transactions limit=500&as_of=2022-12-30");
    await user.click(screen.getByRole("button", { name: "Back to today" }));
    expect(await screen.findByRole("button", { name: "Add transaction" })).toBeDefined();
    expect(lastOf("transactions")).toBe("transactions limit=500");
    expect(tab("Performance").getAttribute("href")).toContain("?currency=EUR");
    await user.click(screen.getByRole("button", { name: "Back to USD" }));
    expect(tab("Performance").getAttribute("href")).not.toContain("?");
  });

  it("is chosen in a dialog, not when it is still to come, and kept beside the period", async () => {
    renderPage("/portfolios/pf-1/performance?period=1y");
    await user.click(await screen.findByRole("button", { name: "Day and currency" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText(/Day \(today/), "2999-01-01");
    await user.click(dialog.getByRole("button", { name: "Look" }));
    expect(dialog.getByText("This day is still to come.")).toBeDefined();
    await user.clear(dialog.getByLabelText(/Day \(today/));
    await user.type(dialog.getByLabelText(/Day \(today/), "2023-03-31");
    await user.click(dialog.getByRole("button", { name: "Look" }));
    expect(await screen.findByText(/not today/)).toBeDefined();
    expect(lastOf("performance")).toBe("performance as_of=2023-03-31&period=1y");
  });

  it("is no matter of what is done to the present", async () => {
    renderPage("/portfolios/pf-1/settings?as_of=2022-12-30");
    expect(await screen.findByRole("heading", { name: "Savings" })).toBeDefined();
    expect(screen.queryByText(/not today/)).toBeNull();
    expect(tab("Gains").getAttribute("href")).toContain("as_of=2022-12-30");
  });
});
