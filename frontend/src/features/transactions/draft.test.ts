import { describe, expect, it } from "vitest";

import { recorded } from "@/testing/fake-state";

import { asTransaction, draftErrors, draftOf, emptyDraft } from "./draft";
import { fieldsOf, KIND_NAMES } from "./kinds";

const buy = {
  ...emptyDraft("2024-05-10"),
  symbol: " sap.de ",
  quantity: "3",
  price: "180.10",
};

describe("a transaction being written", () => {
  it("is sent with its decimals exactly as typed, in the currency of its symbol", () => {
    expect(asTransaction(buy, "EUR")).toMatchObject({
      kind: "buy",
      symbol: "SAP.DE",
      quantity: "3",
      price: "180.10",
      currency: null,
      fee: "0",
      amount: null,
    });
  });

  it("forgets fields that its kind does not show", () => {
    expect(asTransaction({ ...buy, kind: "deposit", amount: "50" }, "EUR")).toMatchObject({
      symbol: null,
      quantity: null,
      amount: "50",
      currency: "EUR",
    });
  });

  it("keeps what the form does not show of the one it corrects", () => {
    const old = recorded({
      ...{ kind: "buy", symbol: "SAP.DE", trade_date: "2024-05-10", currency: "EUR" },
      ...{ quantity: "3", price: "180.10", fx_rate: "1.08", tags: ["core"] },
    });
    expect(asTransaction({ ...draftOf(old), price: "181" }, "EUR", old)).toMatchObject({
      price: "181",
      fx_rate: "1.08",
      tags: ["core"],
    });
  });

  it.each(["1,5", "-3", "1e3", "abc"])("does not take %s for a number", (quantity) => {
    expect(draftErrors({ ...buy, quantity }).quantity).toBe("Write a number like 1234.56");
  });

  it("says what is missing, and nothing of what is not asked for", () => {
    expect(draftErrors({ ...emptyDraft("2024-05-10"), kind: "split" })).toEqual({
      symbol: "Symbol is needed",
      ratio: "Ratio, new:old is needed",
    });
  });

  it("asks for something in every kind", () => {
    expect(KIND_NAMES.every((kind) => fieldsOf(kind).length > 0)).toBe(true);
  });
});
