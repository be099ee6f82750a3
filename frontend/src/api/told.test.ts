import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import german from "@/languages/de.json";

describe("what the service tells in English", () => {
  beforeAll(() => {
    vi.resetModules();
    localStorage.setItem("plumbline.language", "de");
  });
  afterAll(() => {
    localStorage.removeItem("plumbline.language");
    vi.resetModules();
  });

  it("is read in German, with its days and numbers", async () => {
    localStorage.setItem("plumbline.language", "de");
    const { setCatalogue } = await import("@/languages/translate");
    setCatalogue(german);
    const { loadWords, toldName, toldSentence, withNotes } = await import("./told");
    await loadWords();
    setCatalogue(german);
    expect(toldSentence("12 daily returns, 20 are needed")).toBe("12 Tagesrenditen, 20 sind nötig");
    expect(toldSentence("no price since 2021-03-26")).toMatch(/^kein Kurs seit .*2021/);
    expect(withNotes({ notes: { xirr: "all flows fall on one day" } }).notes.xirr).toBe(
      "alle Zahlungen fallen auf einen Tag",
    );
    expect(toldName("Covid crash, 2020")).toBe("Corona-Absturz, 2020");
    expect(toldName("Health Care")).toBe("Gesundheit");
    expect(toldName("United States")).toBe("Vereinigte Staaten");
  });

  it("reads the labels of trees, with labels, days and names inside them", async () => {
    const { setCatalogue } = await import("@/languages/translate");
    setCatalogue(german);
    const { labelInWords } = await import("./told-labels");
    expect(labelInWords("Market value")).toBe("Marktwert");
    expect(labelInWords("Value of AAPL")).toBe("Wert von AAPL");
    expect(labelInWords("Value of AAPL, squared")).toBe("Wert von AAPL, quadriert");
    expect(labelInWords("Value of a lot")).toBe("Wert eines Postens");
    expect(labelInWords("Close of 2021-03-26")).toMatch(/^Schlusskurs vom .*2021$/);
    expect(labelInWords("buy on 2021-03-26")).toMatch(/^Kauf am .*2021$/);
    expect(labelInWords("EUR for one USD")).toBe("EUR für einen USD");
    expect(labelInWords("Change of SPY in Covid crash, 2020")).toBe(
      "Veränderung von SPY: Corona-Absturz, 2020",
    );
    expect(labelInWords("Proceeds, TSCO.L on 2021-03-26")).toMatch(/^Erlös, TSCO.L am .*2021$/);
    expect(labelInWords("√252")).toBe("√252");
  });

  it("stays as it came where the page does not know it", async () => {
    const { toldName, toldSentence } = await import("./told");
    expect(toldSentence("something new")).toBe("something new");
    expect(toldName("Made-up Sector")).toBe("Made-up Sector");
  });
});
