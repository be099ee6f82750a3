import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

describe("a refusal or a reason of the service", () => {
  let german: (sentence: string) => string | undefined;
  beforeAll(async () => {
    vi.resetModules();
    localStorage.setItem("plumbline.language", "de");
    german = (await import("./told-sentences")).germanSentence;
  });
  afterAll(() => {
    localStorage.removeItem("plumbline.language");
    vi.resetModules();
  });

  it("is told in German, with its days, numbers and quoted texts", () => {
    expect(german("Price: 'abc' is not a number")).toBe("Price: „abc“ ist keine Zahl");
    expect(german("10 at 5.5 are 55, but 54.2 moved")).toBe(
      "10 zu 5,5 sind 55, bewegt wurden aber 54,2",
    );
    expect(german("2031-01-05 is in the future (today is 2030-01-04)")).toBe(
      "05.01.2031 liegt in der Zukunft (heute ist der 04.01.2030)",
    );
  });

  it("names the field it is about, and the kind of entry", () => {
    expect(german("price: a buy needs a price or an amount")).toBe(
      "Kurs: Kauf: Kurs oder Betrag fehlt",
    );
    expect(german("/transactions/3/symbol: Field required (and 2 more)")).toBe(
      "Symbol: fehlt (und 2 weitere)",
    );
    expect(
      german("amount: a deposit has no symbol; price: the price must be greater than zero"),
    ).toBe("Betrag: Einlage: Symbol gehört nicht dazu; Kurs: der Kurs muss größer als null sein");
  });

  it("tells a field from what stands in front of a sentence", () => {
    expect(german("trade_date: 2099-01-05 is in the future (today is 2021-03-31)")).toBe(
      "Handelstag: 05.01.2099 liegt in der Zukunft (heute ist der 31.03.2021)",
    );
    expect(german("quantity: sells 500 AAPL on 2021-01-05, but only 87.5 held then")).toBe(
      "Stückzahl: Verkauf von 500 AAPL am 05.01.2021, aber nur 87,5 waren da",
    );
    expect(german("currency: 'XXQ' is not an ISO 4217 currency code")).toBe(
      "Währung: „XXQ“ ist kein Währungskürzel nach ISO 4217",
    );
  });

  it("tells what an alert waits for", () => {
    const told = {
      "AAPL at 120.5 or below": "AAPL bei 120,5 oder darunter",
      "AAPL moves by 2.5 % or more in a day": "AAPL bewegt sich um 2,5 % oder mehr in einem Tag",
      "MSFT falls by 5 % or more in 10 trading days":
        "MSFT fällt um 5 % oder mehr in 10 Handelstagen",
      "The portfolio 10 % or more below its high of 90 days":
        "Das Portfolio 10 % oder mehr unter dem Hoch von 90 Tagen",
      "AAPL 10 % or more below its high of 90 days":
        "AAPL 10 % oder mehr unter dem Hoch von 90 Tagen",
      "AAPL: 50-day average crosses above 200-day average":
        "AAPL: 50-Tage-Durchschnitt steigt über den 200-Tage-Durchschnitt",
      "AAPL trades 1.5 times its average of 20 days or more":
        "AAPL mit mindestens dem 1,5-fachen des Umsatzes von 20 Tagen",
      "Any one holding makes up 25 % or more of the portfolio":
        "Irgendeine Position macht 25 % des Portfolios oder mehr aus",
      "A holding is 5 % of the portfolio or more off its target":
        "Eine Position weicht um 5 % des Portfolios oder mehr von ihrem Ziel ab",
      "The portfolio: a dividend, 3 days before its ex-date":
        "Das Portfolio: eine Dividende, 3 Tage vor dem Ex-Tag",
      "AAPL: news": "AAPL: Nachrichten",
      "AAPL: news naming recall or strike": "AAPL: Nachrichten mit recall oder strike",
    };
    for (const [english, expected] of Object.entries(told)) expect(german(english)).toBe(expected);
  });

  it("has a sentence inside another", () => {
    expect(german("Failed 3 times: No prices of AAPL are known up to 2021-03-31")).toBe(
      "3-mal gescheitert: Bis zum 31.03.2021 sind keine Kurse von AAPL bekannt",
    );
    expect(german("it could not be reached, for three days")).toBe(
      "er war nicht erreichbar, seit drei Tagen",
    );
  });

  it("stays as it came where it is not known", () => {
    expect(german("something new")).toBeUndefined();
    expect(german("Note: something new")).toBeUndefined();
  });
});
