import { language } from "@/languages/language";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";

/** Loaded by `told.ts` alone, and after the catalogue: most people never need it. */
type Sentence = [RegExp, (...parts: string[]) => string];

const SENTENCES: readonly Sentence[] = [
  [/^all flows fall on one day$/, () => t("all flows fall on one day")],
  [
    /^the value at the beginning or end is not known$/,
    () => t("the value at the beginning or end is not known"),
  ],
  [/^no rate: money went one way only$/, () => t("no rate: money went one way only")],
  [/^no rate makes these flows cancel$/, () => t("no rate makes these flows cancel")],
  [
    /^several rates make these flows cancel: (.+)$/,
    (rates) => t("several rates make these flows cancel: {rates}", { rates }),
  ],
  [
    /^the portfolio was worth less than nothing on (\S+), and a return/,
    (day = "") =>
      t(
        "the portfolio was worth less than nothing on {day}, and a return linked over such a day means little; deposits may be missing",
        { day: formatDay(day) },
      ),
  ],
  [
    /^something held had no price or rate from (\S+) to (\S+); ask for a period from (\S+)$/,
    (from = "", to = "", next = "") =>
      t("something held had no price or rate from {from} to {to}; ask for a period from {next}", {
        from: formatDay(from),
        to: formatDay(to),
        next: formatDay(next),
      }),
  ],
  [
    /^something held had no price or rate from (\S+) to (\S+)$/,
    (from = "", to = "") =>
      t("something held had no price or rate from {from} to {to}", {
        from: formatDay(from),
        to: formatDay(to),
      }),
  ],
  [
    /^no price or rate is known of anything held on (\S+)$/,
    (day = "") => t("no price or rate is known of anything held on {day}", { day: formatDay(day) }),
  ],
  [
    /^(\S+) has no price or rate at the opening of the period$/,
    (symbol) => t("{symbol} has no price or rate at the opening of the period", { symbol }),
  ],
  [
    /^the prices of (\S+) end on (\S+): measured against it on (\d+) of (\d+) days$/,
    (symbol, day = "", count, days) =>
      t("the prices of {symbol} end on {day}: measured against it on {count} of {days} days", {
        symbol,
        day: formatDay(day),
        count,
        days,
      }),
  ],
  [/^no price since (\S+)$/, (day = "") => t("no price since {day}", { day: formatDay(day) })],
  [
    /^not known because of missing rates or prices: (.+)$/,
    (gaps) => t("not known because of missing rates or prices: {gaps}", { gaps }),
  ],
  [
    /^without (.+): no price or rate is known on (\S+)$/,
    (symbols, day = "") =>
      t("without {symbols}: no price or rate is known on {day}", {
        symbols,
        day: formatDay(day),
      }),
  ],
  [
    /^days on which something held had no price are left out$/,
    () => t("days on which something held had no price are left out"),
  ],
  [/^the value never fell in this period$/, () => t("the value never fell in this period")],
  [
    /^(\d+) days with prices, (\d+) are needed$/,
    (count, needed) => t("{count} days with prices, {needed} are needed", { count, needed }),
  ],
  [
    /^nothing is held at the end of the period$/,
    () => t("nothing is held at the end of the period"),
  ],
  [/^no benchmark with prices was given$/, () => t("no benchmark with prices was given")],
  [
    /^(\d+) daily returns, (\d+) are needed$/,
    (count, needed) => t("{count} daily returns, {needed} are needed", { count, needed }),
  ],
  [
    /^(\d+) daily returns of (\S+), (\d+) are needed$/,
    (count, symbol, needed) =>
      t("{count} daily returns of {symbol}, {needed} are needed", { count, symbol, needed }),
  ],
  [
    /^(\d+) daily returns, a year \((\d+)\) is needed$/,
    (count, needed) => t("{count} daily returns, a year ({needed}) is needed", { count, needed }),
  ],
  [
    /^the returns do not vary enough to divide by$/,
    () => t("the returns do not vary enough to divide by"),
  ],
  [
    /^no history and no beta for (.+): left out$/,
    (symbols) => t("no history and no beta for {symbols}: left out", { symbols }),
  ],
  [/^no price of (.+): left out$/, (symbols) => t("no price of {symbols}: left out", { symbols })],
  [/^sold short: (.+), left out$/, (symbols) => t("sold short: {symbols}, left out", { symbols })],
  [
    /^expected returns of (.+) are those of the past, which rarely repeat$/,
    (symbols) =>
      t("expected returns of {symbols} are those of the past, which rarely repeat", { symbols }),
  ],
  [
    /^Not known to the market data yet, kept as the broker writes them: (.+?)(?: and (\d+) more)?$/,
    (symbols, more = "0") =>
      more === "0"
        ? t("Not known to the market data yet, kept as the broker writes them: {symbols}", {
            symbols,
          })
        : t(
            "Not known to the market data yet, kept as the broker writes them: {symbols} and {more} more",
            { symbols, more },
          ),
  ],
  [
    /^(\S+) is now (\S+): booked under \2$/,
    (old, now) => t("{old} is now {now}: booked under {now}", { old, now }),
  ],
  [
    /^No market data provider knows (\S+): it will have no price$/,
    (symbol) => t("No market data provider knows {symbol}: it will have no price", { symbol }),
  ],
  [
    /^(\S+) is unverified: no source that may know it could be reached;/,
    (symbol) =>
      t(
        "{symbol} is unverified: no source that may know it could be reached; it has no price until one answers",
        { symbol },
      ),
  ],
  [
    /^A (?:tradebook|trade history|trade report) has no brokerage or taxes: gains are before charges$/,
    () => t("The file has no brokerage or taxes: gains are before charges"),
  ],
  [
    /^Some rows have the column order of a later export than the header; read as such$/,
    () => t("Some rows have the column order of a later export than the header; read as such"),
  ],
  [
    /^The statement has no movements: ask Interactive Brokers/,
    () =>
      t(
        "The statement has no movements: ask Interactive Brokers for one with the sections Trades, Dividends, Withholding Tax, Deposits & Withdrawals and Corporate Actions",
      ),
  ],
  [
    /^Sections without movements left out: (.+)$/,
    (names) => t("Sections without movements left out: {names}", { names }),
  ],
];

export function sentenceInWords(sentence: string): string {
  for (const [pattern, tell] of SENTENCES) {
    const found = pattern.exec(sentence);
    if (found) return tell(...found.slice(1));
  }
  return sentence;
}

const NAMES: Readonly<Record<string, string>> = {
  Cash: t("Cash"),
  "Dot-com bust, 2000–2002": t("Dot-com bust, 2000–2002"),
  "Financial crisis, 2007–2009": t("Financial crisis, 2007–2009"),
  "Covid crash, 2020": t("Covid crash, 2020"),
  "Inflation and rates, 2022": t("Inflation and rates, 2022"),
  equity: t("Stock"),
  etf: t("ETF"),
  fund: t("Fund"),
  index: t("Index"),
  crypto: t("Crypto asset"),
  currency: t("Currency"),
  bond: t("Bond"),
  commodity: t("Commodity"),
  other: t("Other kind"),
  // Sectors as S&P and MSCI name them, and as Yahoo does.
  "Information Technology": t("Information technology"),
  Technology: t("Technology"),
  "Communication Services": t("Communication services"),
  "Consumer Discretionary": t("Cyclical consumer goods"),
  "Consumer Cyclical": t("Cyclical consumer goods"),
  "Consumer Staples": t("Everyday consumer goods"),
  "Consumer Defensive": t("Everyday consumer goods"),
  Energy: t("Energy"),
  Financials: t("Financial services"),
  "Financial Services": t("Financial services"),
  "Health Care": t("Health care"),
  Healthcare: t("Health care"),
  Industrials: t("Industrial goods"),
  Materials: t("Materials"),
  "Basic Materials": t("Materials"),
  "Real Estate": t("Real estate"),
  Utilities: t("Utilities"),
};

export function nameInWords(name: string): string {
  return NAMES[name] ?? countries().get(name) ?? name;
}

let known: Map<string, string> | undefined;

/** Names of countries by their English ones: the browser knows both. */
function countries(): Map<string, string> {
  if (known) return known;
  const [english, own] = ["en", language].map(
    (tag) => new Intl.DisplayNames(tag, { type: "region", fallback: "none" }),
  );
  const letters = Array.from({ length: 26 }, (_, place) => String.fromCharCode(65 + place));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  known = new Map(codes.map((code) => [english?.of(code) ?? "", own?.of(code) ?? ""]));
  known.delete("");
  return known;
}
