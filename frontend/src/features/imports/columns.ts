import type { HeadRow } from "./file-head";

/** Our columns, as the service names them, and which of the file's stands for each. */
export const FIELDS = [
  "date",
  "kind",
  "symbol",
  "isin",
  "quantity",
  "price",
  "amount",
  "currency",
  "fee",
  "tax",
  "name",
  "account",
  "note",
  "time",
  "settle_date",
  "fx_rate",
  "ratio",
  "related_symbol",
  "tags",
  "id",
] as const;
export type Field = (typeof FIELDS)[number];
export type Choice = Field | "default_currency" | "decimal_mark" | "date_order";
export type Mapping = Partial<Record<Choice, string>>;

/** The names the service reads by itself, whatever is matched by hand. */
const OWN: Record<Field, string[]> = {
  date: words("date|trade_date|trade date|transaction date|datetime"),
  time: words("time|trade_time|trade time"),
  settle_date: words("settle_date|settlement date|settlement_date|value date"),
  kind: words("kind|action|type|transaction type|transaction_type|activity|side"),
  symbol: words("symbol|ticker|instrument"),
  isin: words("isin"),
  name: words("name|security|description|product|company"),
  quantity: words("quantity|qty|shares|units|no. of shares|number of shares"),
  price: words("price|unit_price|unit price|price per share|price/share|unitprice"),
  amount: words("amount|total|value|gross|net amount"),
  currency: words("currency|ccy|currency code"),
  fee: words("fee|fees|commission|commissions|costs"),
  tax: words("tax|taxes|withholding tax"),
  fx_rate: words("fx_rate|exchange rate|fx rate"),
  ratio: words("ratio|split ratio"),
  related_symbol: words("related_symbol"),
  account: words("account|portfolio"),
  tags: words("tags"),
  note: words("note|notes|comment|memo"),
  id: words("id|transaction id|reference"),
};

/** Other words by which files name them, without accents. */
const WORDS: Record<Field, string[]> = {
  date: words("datum|buchungstag|handelstag|ausfuhrungstag|tag|day|fecha|data|jour|executed|when"),
  time: words("uhrzeit|zeit|hour|heure|hora"),
  settle_date: words("valuta|wertstellung|settlement|settled"),
  kind: words(
    "art|typ|vorgang|buchungsart|transaktion|transaction|operation|tipo|what|buy sell|direction",
  ),
  symbol: words("kurzel|papier|stock|code|wkn|share"),
  isin: words("isin code"),
  name: words("bezeichnung|wertpapier|titel|produkt|nom|nombre|paper|instrument name"),
  quantity: words(
    "stuck|stuckzahl|anzahl|menge|nominale|aantal|quantite|cantidad|volume|pieces|number",
  ),
  price: words("kurs|preis|cours|precio|prezzo|koers|rate|each|paid each"),
  amount: words(
    "betrag|gesamt|summe|wert|kurswert|montant|importe|importo|umsatz|proceeds|net|sum",
  ),
  currency: words("wahrung|devise|divisa|moneda|curr|money"),
  fee: words("gebuhr|gebuhren|provision|kosten|spesen|courtage|frais|brokerage|charges"),
  tax: words("steuer|steuern|quellensteuer|impot|impuesto|withheld"),
  fx_rate: words("wechselkurs|devisenkurs|umrechnungskurs|fx"),
  ratio: words("verhaltnis"),
  related_symbol: words("new symbol|neues symbol"),
  account: words("konto|depot|compte|cuenta"),
  tags: words("labels|tag list|schlagworte"),
  note: words("notiz|bemerkung|kommentar|verwendungszweck|remark|remarks"),
  id: words("order id|referenz|auftragsnummer|transaktionsnummer|ordernummer|order number|ref"),
};

const HEADING_WITHIN = 40;
const SAMPLES = 5;
const LONG_ENOUGH = 4;
const ISIN = /^[A-Z]{2}[A-Z0-9]{9}\d$/;
const DATE = /^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\d{8}$)/;
/** What trades are called, in the languages the service reads. */
const TRADE =
  /^(buy|bought|purchased?|sell|sold|sale|kauf|verkauf|achat|vente|koop|verkoop|compra|venta|venda|acquisto|vendita|divid\p{L}*)$/iu;
const POINTED = /^\d{1,2}\.\d{1,2}\.\d{4}\b/;

/** As the service compares names. */
export function fold(name: string): string {
  return name.replace("\ufeff", "").trim().toLowerCase().split(/\s+/).join(" ");
}

/** The file's names that can be chosen: the filled ones. */
export function namesOf(heading: HeadRow): string[] {
  return numbered(heading.cells).filter(Boolean);
}

/** Names as the service tells columns of one name apart: `Amount (1)`, `Amount (2)`. */
function numbered(cells: readonly string[]): string[] {
  const folded = cells.map(fold);
  return cells.map((name, at) => {
    const alike = folded.filter((other) => other === folded[at]).length;
    const nth = folded.slice(0, at + 1).filter((other) => other === folded[at]).length;
    return name && alike > 1 ? `${name} (${nth})` : name;
  });
}

/** The column the service takes for a field by its name alone, so that it cannot be left out. */
export function ownColumn(field: Field, names: readonly string[]): string | undefined {
  const own = OWN[field].map((ours) => names.find((name) => fold(name) === ours));
  return own.find(Boolean);
}

/** The row that names most of what we look for; without one, the first with most words. */
export function headingOf(rows: readonly HeadRow[]): HeadRow | undefined {
  const texts = ({ cells }: HeadRow) => cells.filter((cell) => /\p{L}/u.test(cell)).length;
  const worth = (row: HeadRow) => Object.keys(guessed(row, [])).length * 100 + texts(row);
  const [first, ...others] = rows.slice(0, HEADING_WITHIN);
  return others.reduce((best, row) => (best && worth(row) > worth(best) ? row : best), first);
}

/** Which column stands for what, told by the names and, for days, kinds and ISINs, by what is in them. */
export function guessed(heading: HeadRow, under: readonly HeadRow[]): Mapping {
  const names = namesOf(heading);
  const pairs = FIELDS.flatMap((field) =>
    names.map((name) => ({
      field,
      name,
      score: likeness(field, name, valuesOf(heading, under, name)),
    })),
  );
  const mapping: Mapping = {};
  const taken = new Set<string>();
  for (const { field, name, score } of pairs.sort((a, b) => b.score - a.score)) {
    if (score === 0 || mapping[field] || taken.has(name)) continue;
    mapping[field] = name;
    taken.add(name);
  }
  const days = mapping.date ? valuesOf(heading, under, mapping.date) : [];
  // Points between the parts of a day are written where the day comes first.
  if (days.length > 0 && days.every((day) => POINTED.test(day))) mapping.date_order = "dmy";
  return mapping;
}

/** The first values of a column that are not empty. */
export function valuesOf(heading: HeadRow, under: readonly HeadRow[], name: string): string[] {
  const at = numbered(heading.cells).findIndex((cell) => fold(cell) === fold(name));
  return under
    .map(({ cells }) => cells[at] ?? "")
    .filter(Boolean)
    .slice(0, SAMPLES);
}

function likeness(field: Field, name: string, values: readonly string[]): number {
  const are = (pattern: RegExp) =>
    values.length > 0 && values.every((value) => pattern.test(value));
  if (OWN[field].includes(fold(name))) return 5;
  if (field === "isin" && are(ISIN)) return 4;
  if (field === "date" && values.length > 0 && !values.some((value) => /\d/.test(value))) return 0;
  const plain = plainOf(name);
  const known = [...OWN[field], ...WORDS[field]].map(plainOf);
  if (known.includes(plain)) return 4;
  // The first word says what it is, the others of what: a price a share.
  if (known.some((word) => plain.startsWith(`${word} `))) return 3.5;
  if (known.some((word) => ` ${plain} `.includes(` ${word} `))) return 3;
  if (known.some((word) => word.length >= LONG_ENOUGH && plain.includes(word))) return 2;
  if (field === "kind" && are(TRADE)) return 1.5;
  return field === "date" && are(DATE) ? 1 : 0;
}

function words(joined: string): string[] {
  return joined.split("|");
}

/** `Stück (EUR)` and `Stueck EUR` → `stuck eur` */
function plainOf(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/([aou])e/g, "$1")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Of each group the service needs at least one. A currency may also be told for the whole file. */
export const NEEDED: readonly (readonly Choice[])[] = [
  ["date"],
  ["symbol", "isin", "kind"],
  ["quantity", "price", "amount"],
  ["currency", "default_currency"],
];

export function missingOf(mapping: Mapping): (readonly Choice[])[] {
  return NEEDED.filter((group) => !group.some((choice) => mapping[choice]));
}
