import { expect, it } from "vitest";

import type { Report } from "@/api/models";

import { againOf, beginningOf, paperOf, reportOf } from "./draft";
import { daysOf, isSpan, taxYearToFile, yearsUntil } from "./periods";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  Object.entries(fields).forEach(([name, value]) => form.set(name, value));
  return form;
}

const MADE = {
  kind: "performance",
  portfolio_id: "p-1",
  watchlist_id: null,
  symbol: null,
  period: "2020-Q3",
  from: "2020-07-01",
  to: "2020-09-30",
  formats: ["pdf", "csv", "md"],
  paper: "letter",
  narrative: false,
  currency: "USD",
  benchmark: "SPY",
  method: null,
  year: null,
} as unknown as Report;

it("sends what its kind takes and nothing else", () => {
  const fields = {
    portfolio_id: "p-1",
    span: "1y",
    year: "2020",
    method: "uk_s104",
    benchmark: "spy",
    currency: "GBP",
    paper: "letter",
    narrative: "on",
  };
  const review = reportOf(formOf(fields), "portfolio_review", ["pdf"]);
  expect(review).toMatchObject({ period: "1y", benchmark: "SPY", method: "uk_s104", year: 2020 });
  expect(review).toMatchObject({ paper: "letter", narrative: true, formats: ["pdf", "md"] });
  const tax = reportOf(formOf(fields), "tax_gains", ["csv"]);
  expect(tax).toMatchObject({ period: "max", benchmark: null, year: 2020, currency: "GBP" });
  const income = reportOf(formOf({ portfolio_id: "p-1", year: "2020" }), "income", ["pdf"]);
  expect(income).toMatchObject({ year: null, method: null, narrative: false });
  const symbol = reportOf(formOf({ symbol: "aapl", span: "ytd" }), "stock_analysis", ["md"]);
  expect(symbol).toMatchObject({ symbol: "AAPL", portfolio_id: null, formats: ["md"] });
});

it("is about a part of a year, or the days between two", () => {
  const quarter = formOf({ span: "written", year_of: "2020", part: "-Q3" });
  expect(reportOf(quarter, "risk", ["pdf"]).period).toBe("2020-Q3");
  const days = formOf({ span: "days", from: "2020-02-01", to: "" });
  expect(reportOf(days, "risk", ["pdf"])).toMatchObject({ from: "2020-02-01", to: null });
  expect(isSpan("2020-02-02", "2020-02-01")).toBe(false);
  expect(isSpan("", "2020-02-01")).toBe(true);
});

it("is made once, again and again, or not before a day is over", () => {
  const schedule = (fields: Record<string, string>) =>
    reportOf(formOf(fields), "income", ["pdf"]).schedule;
  expect(schedule({ every: "" })).toBeNull();
  expect(schedule({ every: "monthly" })).toBe("monthly");
  expect(schedule({ after: "2021-12-31" })).toEqual({ every: null, after: "2021-12-31" });
  expect(schedule({ every: "quarterly", after: "2021-12-31" })).toEqual({
    every: "quarterly",
    after: "2021-12-31",
  });
});

it("is requested again with every choice of the first time", () => {
  expect(againOf(MADE)).toMatchObject({
    span: "written",
    period: "2020-Q3",
    formats: ["pdf", "csv"],
    paper: "letter",
    hasWords: false,
    benchmark: "SPY",
    year: "",
  });
  expect(againOf({ ...MADE, period: "max" })).toMatchObject({ span: "days", from: "2020-07-01" });
});

it("begins with the kind a link names, and the paper of the reader's country", () => {
  const asked = new URLSearchParams("new=watchlist_digest&watchlist=w-1");
  expect(beginningOf(asked, "de-DE")).toMatchObject({
    kind: "watchlist_digest",
    watchlistId: "w-1",
    paper: "a4",
  });
  expect(beginningOf(new URLSearchParams("new=1"), "en-US").kind).toBe("portfolio_review");
  expect(["en-US", "fr-CA", "en-GB", "en"].map(paperOf)).toEqual(["letter", "letter", "a4", "a4"]);
});

it("offers the tax year that is filed now: until June the one before", () => {
  expect(taxYearToFile("2021-03-31")).toBe("2020");
  expect(taxYearToFile("2021-07-01")).toBe("2021");
  expect(yearsUntil("2021-03-31").slice(0, 2)).toEqual(["2021", "2020"]);
});

it("says in the list which days it is about", () => {
  expect(daysOf(MADE)).toBe("quarter 3, 2020");
  expect(daysOf({ ...MADE, period: "2020-03" })).toBe("March 2020");
  expect(daysOf({ ...MADE, period: "2020" })).toBe("2020");
  expect(daysOf({ ...MADE, period: "ytd", from: null, to: null })).toBe("This year");
  expect(daysOf({ ...MADE, period: "max" })).toBe("Jul 1, 2020 to Sep 30, 2020");
  expect(daysOf({ ...MADE, kind: "tax_gains", period: "max", year: 2020 })).toBe("2020");
  expect(daysOf({ ...MADE, kind: "income", period: "max" })).toBeNull();
});
