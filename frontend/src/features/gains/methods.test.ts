import { describe, expect, it } from "vitest";

import { ruleOf, taxYearOf, yearInWords } from "./methods";

describe("the tax year of a sale", () => {
  it("is the calendar year, and in the United Kingdom begins on 6 April", () => {
    // HMRC: the tax year runs from 6 April to 5 April the following year.
    expect(taxYearOf("fifo", "2021-01-15")).toBe("2021");
    expect(taxYearOf("uk_s104", "2021-04-05")).toBe("2020");
    expect(taxYearOf("uk_s104", "2021-04-06")).toBe("2021");
  });

  it("is written with both years where it spans two", () => {
    expect(yearInWords("average", "2020")).toBe("2020");
    expect(yearInWords("uk_s104", "2020")).toBe("2020/21");
    expect(yearInWords("uk_s104", "1999")).toBe("1999/00");
  });
});

describe("the rule that matched a disposal", () => {
  it("is told for the United Kingdom alone: elsewhere the field names a transaction", () => {
    expect(ruleOf("uk_s104", "section_104")).toBe("from the pool");
    expect(ruleOf("fifo", "section_104")).toBeUndefined();
  });
});
