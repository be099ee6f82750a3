import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";

import type { ChatSession } from "@/api/models";
import { assistantHandlers, chatOf, selected } from "@/testing/handlers/assistant";
import { renderPage } from "@/testing/render-page";
import { signedIn } from "@/testing/signed-in";

const user = userEvent.setup();
let chats: ChatSession[] = [];

beforeEach(() => {
  chats = [chatOf("c-1", "Dividends of 2022"), chatOf("c-2", "Risk of chips")];
});
signedIn(() => assistantHandlers(chats));

const button = (name: string) => screen.findByRole("button", { name });
const link = (name: RegExp) => screen.findByRole("link", { name });

it("finds a conversation by its words, and says so when there is none", async () => {
  renderPage("/assistant");
  await link(/Dividends of 2022/);
  const search = await screen.findByRole("searchbox", { name: "Search conversations" });
  await user.type(search, "chips");
  await waitFor(() => expect(screen.queryByRole("link", { name: /Dividends/ })).toBeNull());
  expect(await link(/Risk of chips/)).toBeDefined();
  await user.type(search, "zz");
  expect(await screen.findByText("No conversation has “chipszz”.")).toBeDefined();
});

it("renames a conversation and puts it aside", async () => {
  renderPage("/assistant/c-1");
  await user.click(await button("Rename"));
  const dialog = within(await screen.findByRole("dialog"));
  const title = dialog.getByLabelText("Title");
  await user.clear(title);
  await user.type(title, "Payouts");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await link(/Payouts/)).toBeDefined();
  await user.click(await button("Archive"));
  expect(await button("Take back")).toBeDefined();
  await user.click(screen.getByRole("radio", { name: "Archived" }));
  expect(await link(/Payouts/)).toBeDefined();
});

it("asks before a conversation is gone", async () => {
  renderPage("/assistant/c-1");
  await user.click(await button("Delete the conversation"));
  await user.click(await button("Delete"));
  await waitFor(() => expect(chats.map(({ id }) => id)).toEqual(["c-2"]));
});

it("gives a conversation a model of its own, and takes it back", async () => {
  renderPage("/assistant/c-1");
  const model = await screen.findByRole<HTMLSelectElement>("combobox", {
    name: /Model of this conversation/,
  });
  expect(model.selectedOptions[0]?.textContent).toBe("As usual: quick");
  await user.selectOptions(model, "Large");
  await waitFor(() => expect(chats[0]?.model).toBe("openai/large"));
  expect(chats[1]?.model).toBeNull();
  await user.selectOptions(model, "As usual: quick");
  await waitFor(() => expect(chats[0]?.model).toBeNull());
});

it("chooses the usual model, and who answers when that one does not", async () => {
  renderPage("/settings");
  const usual = await screen.findByLabelText("Usual model");
  await user.selectOptions(usual, "Large");
  await waitFor(() => expect(selected().model).toBe("openai/large"));
  await user.selectOptions(await screen.findByLabelText("Ask first"), "built-in analyst");
  await waitFor(() => expect(selected().fallback_order).toEqual(["offline"]));
  await user.click(screen.getByLabelText("When it does not answer, ask another"));
  await waitFor(() => expect(selected().allow_fallback).toBe(false));
  expect(screen.queryByLabelText("Ask first")).toBeNull();
});

it("shows what today has cost, and the days before", async () => {
  renderPage("/assistant");
  const spending = within(await screen.findByRole("region", { name: "Cost of answers" }));
  expect(await spending.findByText("$0.50 of $2.00")).toBeDefined();
  expect(spending.getByText("50% of the day’s budget.")).toBeDefined();
  await user.click(spending.getByText("Earlier days"));
  expect(spending.getByText("$1.25")).toBeDefined();
});
