import { expect, it } from "vitest";

import { guessed, headingOf, missingOf, namesOf, ownColumn, valuesOf } from "./columns";
import { readHead, rowsOf, textOf } from "./file-head";
import { under } from "./mapping-draft";

function guess(text: string) {
  const rows = rowsOf(text);
  const heading = headingOf(rows);
  if (!heading) throw new Error("no heading");
  return { heading: heading.number, mapping: guessed(heading, under(rows, heading)) };
}

it("German names below lines about the account are found", () => {
  const text = [
    "Depotauszug;Musterbank",
    "",
    "Buchungstag;Vorgang;Wertpapier;Stück;Kurs;Kurswert;Währung;Gebühr",
    "01.02.2021;Kauf;US0378331005;3;127,79;383,37;EUR;1,50",
  ].join("\n");
  expect(guess(text)).toEqual({
    heading: 3,
    mapping: {
      date: "Buchungstag",
      date_order: "dmy",
      kind: "Vorgang",
      // Its cells are ISINs, whatever it is called.
      isin: "Wertpapier",
      quantity: "Stück",
      price: "Kurs",
      amount: "Kurswert",
      currency: "Währung",
      fee: "Gebühr",
    },
  });
});

it("no column stands for two of ours, and the nearer name wins", () => {
  const { mapping } = guess("Trade Date,Price,Kurs,Stock,Units\n2021-02-01,1,2,AAPL,3");
  expect(mapping).toEqual({
    date: "Trade Date",
    price: "Price",
    symbol: "Stock",
    quantity: "Units",
  });
});

it("the first word of a name says more than the others", () => {
  const { mapping } = guess("Handel am;Richtung;Kürzel;Kurs je Stück\n01.03.2021;Kauf;AAPL;127,79");
  expect(mapping).toMatchObject({ date: "Handel am", symbol: "Kürzel", price: "Kurs je Stück" });
  expect(mapping.quantity).toBeUndefined();
});

it("of two columns of one name either can be chosen, and neither is taken for ours by itself", () => {
  const rows = rowsOf("date,amount,symbol,Amount,\n2021-02-01,10,AAPL,12,x");
  const heading = headingOf(rows);
  if (!heading) throw new Error("no heading");
  const names = namesOf(heading);
  expect(names).toEqual(["date", "amount (1)", "symbol", "Amount (2)"]);
  expect(valuesOf(heading, under(rows, heading), "Amount (2)")).toEqual(["12"]);
  expect(ownColumn("amount", names)).toBeUndefined();
  expect(guessed(heading, under(rows, heading)).amount).toBe("amount (1)");
});

it("a date is told by its cells where its name says nothing", () => {
  expect(guess("Aaa,Zzz\nx,2021-02-01").mapping).toEqual({ date: "Zzz" });
});

it("what a row does is told by its cells where the name says nothing", () => {
  const { mapping } = guess(
    "Datum;Was;Papier;Stück\n01.03.2021;Kauf;AAPL;3\n02.03.2021;Verkauf;AAPL;1",
  );
  expect(mapping).toMatchObject({ kind: "Was", symbol: "Papier", quantity: "Stück" });
});

it("says which of each group is missing", () => {
  expect(missingOf({ date: "A", isin: "B", amount: "C", default_currency: "EUR" })).toEqual([]);
  expect(missingOf({ kind: "B" }).map(([first]) => first)).toEqual([
    "date",
    "quantity",
    "currency",
  ]);
});

it("a column by our own name is read in any case, the nearest name first", () => {
  expect(ownColumn("amount", ["Value", " TOTAL "])).toBe(" TOTAL ");
  expect(ownColumn("amount", ["Betrag"])).toBeUndefined();
});

it("quotes, doubled quotes and line breaks in cells are read as the service reads them", () => {
  expect(rowsOf('a;b\r\n"x;1";"say ""hi""\nthere"\r\n').map(({ cells }) => cells)).toEqual([
    ["a", "b"],
    ["x;1", 'say "hi"\nthere'],
  ]);
});

it("encodings: UTF-8 cut in a character, Windows-1252, UTF-16 with and without a mark", () => {
  const utf8 = new TextEncoder().encode("Stück;ü");
  expect(textOf(utf8.slice(0, -1))).toBe("Stück;");
  expect(textOf(Uint8Array.from("Stück", (sign) => sign.charCodeAt(0)))).toBe("Stück");
  const wide = Uint8Array.from(Array.from("Stück", (sign) => [sign.charCodeAt(0), 0]).flat());
  expect(textOf(wide)).toBe("Stück");
  expect(textOf(Uint8Array.from([0xff, 0xfe, ...wide]))).toBe("Stück");
});

it("what is no table has no columns, and a row cut at the end of the head is left out", async () => {
  expect(rowsOf('{"a": 1}')).toEqual([]);
  expect(rowsOf("<xml>")).toEqual([]);
  expect(rowsOf("PK\u0003\u0004")).toEqual([]);
  const rows = await readHead(new Blob(["a,b\n", `1,2\n`, `3,${"x".repeat(70_000)}`]));
  expect(rows.map(({ cells }) => cells)).toEqual([
    ["a", "b"],
    ["1", "2"],
  ]);
});
