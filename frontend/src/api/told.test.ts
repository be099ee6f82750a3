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

  it("stays as it came where the page does not know it", async () => {
    const { toldName, toldSentence } = await import("./told");
    expect(toldSentence("something new")).toBe("something new");
    expect(toldName("Made-up Sector")).toBe("Made-up Sector");
  });
});
