import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { configureApi } from "@/api/service-address";
import { session } from "@/api/session";
import { fakeHandlers } from "@/testing/fake-api";
import { freshState } from "@/testing/fake-state";
import { problem } from "@/testing/handlers/problem";
import { renderPage } from "@/testing/render-page";

const server = setupServer();
const user = userEvent.setup();

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

beforeEach(() => {
  configureApi("http://api.test");
  session.end();
  server.use(...fakeHandlers(freshState()));
});

const button = (name: string | RegExp) => screen.findByRole("button", { name });
const field = (label: string | RegExp) => screen.findByLabelText(label);

async function signIn() {
  await user.type(await field("E-mail"), "ada@example.org");
  await user.type(await field("Password"), "correct horse battery");
  await user.click(await button("Sign in"));
}

async function makePortfolio(name: string) {
  await user.clear(await field("Name"));
  await user.type(await field("Name"), name);
  await user.selectOptions(await field("Base currency"), "USD");
  await user.click(await button("Create portfolio"));
}

describe("a new person", () => {
  it("registers, imports a file and sees its value", async () => {
    renderPage("/register");
    await user.type(await field("E-mail"), "ada@example.org");
    await user.type(await field("Password"), "correct horse battery");
    await user.click(await button("Create account"));
    await user.click(await screen.findByRole("link", { name: /Import a broker/ }));
    await makePortfolio("Savings");
    const file = new File(["a,b\n"], "trades.csv", { type: "text/csv" });
    await user.upload(await field(/Drop your broker/), file);
    expect(await screen.findByText(/is not a number/)).toBeDefined();
    await user.click(await button("Book 6 transactions"));
    await user.click(await screen.findByRole("link", { name: "See the portfolio" }));
    // 60 × 410.17 + 50 × 173.93 + 25 × 295.73 + 30 × 129.33, closes of 2023-09-21
    expect((await screen.findByTestId("total-value")).textContent).toBe("$44,579.85");
    expect(screen.getByText("old price", { exact: false })).toBeDefined();
    await user.click(await button(/explain the value/));
    const panel = within(await screen.findByRole("dialog"));
    expect(await panel.findByText("AAPL held")).toBeDefined();
    expect(panel.getByText("yahoo", { exact: false })).toBeDefined();
  });

  it("is told what a weak form lacks before anything is sent", async () => {
    renderPage("/register");
    expect((await field("Password")).getAttribute("minlength")).toBe("12");
  });
});

describe("someone with an account", () => {
  it("comes back to the page they asked for after signing in", async () => {
    renderPage("/market");
    await signIn();
    expect(await screen.findByRole("heading", { name: "Market data", level: 1 })).toBeDefined();
  });

  it("reads why signing in did not work", async () => {
    renderPage("/login");
    await user.type(await field("E-mail"), "ada@example.org");
    await user.type(await field("Password"), "wrong password");
    await user.click(await button("Sign in"));
    expect((await screen.findByRole("alert")).textContent).toContain("is not right");
  });

  it("adds a transaction by hand and corrects it, with its history kept", async () => {
    renderPage("/portfolios/new?begin=hand");
    await signIn();
    await makePortfolio("By hand");
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText("Symbol"), "aapl");
    await user.type(dialog.getByLabelText("Quantity"), "10");
    await user.type(dialog.getByLabelText("Price"), "100");
    expect(dialog.getByText("1,000 before fees")).toBeDefined();
    await user.click(dialog.getByRole("button", { name: "Add" }));
    await user.click(await button(/Correct Buy AAPL/));
    const price = await screen.findByRole("textbox", { name: "Price" });
    await user.clear(price);
    await user.type(price, "101{Enter}");
    expect(await screen.findByText("v2")).toBeDefined();
    await user.click(await button(/History of Buy AAPL/));
    expect(await screen.findByText(/at \$100.00/)).toBeDefined();
  });

  it("sees the service's complaint beside the field it is about", async () => {
    renderPage("/portfolios/new?begin=hand");
    await signIn();
    await makePortfolio("By hand");
    const dialog = within(await screen.findByRole("dialog"));
    expect(document.activeElement).toBe(dialog.getByLabelText("Kind"));
    await user.type(dialog.getByLabelText("Symbol"), "???");
    await user.type(dialog.getByLabelText("Quantity"), "1");
    await user.type(dialog.getByLabelText("Price"), "1");
    await user.click(dialog.getByRole("button", { name: "Add" }));
    expect(await dialog.findByText("is not a symbol")).toBeDefined();
    expect(dialog.getByLabelText("Symbol").getAttribute("aria-invalid")).toBe("true");
  });

  it("who signs out goes on nowhere when signed in again", async () => {
    renderPage("/settings");
    await signIn();
    await user.click(await button("Log out"));
    await signIn();
    expect(await screen.findByRole("link", { name: /Import a broker/ })).toBeDefined();
  });

  it("is shown the reference of a failure, and can try again", async () => {
    server.use(
      http.get("*/api/stock-data/status", () => problem(503, "Down", "The store does not answer.")),
    );
    renderPage("/market");
    await signIn();
    expect((await screen.findByRole("alert")).textContent).toContain("01HB0TEST0000000000000001");
    server.use(...fakeHandlers(freshState()));
    await user.click(await button("Try again"));
    expect(await screen.findByRole("table", { name: "Tracked symbols" })).toBeDefined();
  });
});
