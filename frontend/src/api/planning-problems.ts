import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatPercent } from "@/lib/money";

import { ApiError } from "./errors";
import { toldName, toldSentence } from "./told";

/** What the service finds wrong with a plan, in the words and units of its fields. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const { problem, status } = error;
  const errors = problem.errors?.map(({ pointer, message }) => ({
    pointer,
    message: messageOf(pointer, message),
  }));
  const isRange = problem.code && BY_FIELD.has(problem.code) && errors && errors.length > 0;
  const detail = isRange
    ? errors.map(({ pointer, message }) => `${nameOf(pointer)}: ${message}`).join(" ")
    : sentenceOf(problem.detail ?? error.message);
  return new ApiError(status, {
    ...problem,
    ...(errors && { errors }),
    detail,
    ...(error.correlationId && { correlation_id: error.correlationId }),
  });
}

/** What is wrong is said of each field alone. */
const BY_FIELD = new Set(["invalid_input", "invalid_targets"]);

/** The message for a place in what was sent, or for anything below it. */
export function messageAt(error: unknown, ...place: (string | number)[]): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const pointer = `/${place.map(escaped).join("/")}`;
  const found = error.problem.errors?.find(
    (one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`),
  );
  return found && toldSentence(found.message);
}

/** Whether what was sent is at fault, and not the way to the service. */
export function isRefused(error: unknown): boolean {
  return error instanceof ApiError && error.status === 422;
}

function escaped(part: string | number): string {
  return String(part).replaceAll("~", "~0").replaceAll("/", "~1");
}

function partsOf(pointer: string): string[] {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const LIMIT = /^Input should be (greater|less) than (?:or equal to )?(-?[\d.e+-]+)$/;

function messageOf(pointer: string, message: string): string {
  const [, way, limit] = LIMIT.exec(message) ?? [];
  if (!limit) return sentenceOf(message);
  const isShare = partsOf(pointer).some((part) => SHARES.has(part));
  const shown = isShare ? percent(limit) : limit;
  return way === "less"
    ? t("{limit} at the most.", { limit: shown })
    : t("{limit} at the least.", { limit: shown });
}

/** Fields in per cent whose bodies hold fractions. */
const SHARES = new Set([
  "market",
  "symbols",
  "sectors",
  "currencies",
  "rate_change",
  "min_weight",
  "max_weight",
  "bounds",
  "sector_caps",
  "max_turnover",
  "expected_returns",
  "risk_free",
  "targets",
  "band",
]);

const NAMES: Readonly<Record<string, string>> = {
  market: t("The move of all markets"),
  rate_change: t("The rise of rates"),
  min_weight: t("The least share"),
  max_weight: t("The most share"),
  max_turnover: t("The turnover"),
  risk_free: t("The risk-free rate"),
  lookback_days: t("The days to look back"),
  years: t("The years"),
  paths: t("The futures"),
  seed: t("The seed"),
  goal: t("The goal"),
  monthly_contribution: t("What is paid in"),
  symbols: t("The symbols"),
  targets: t("The shares"),
  quantity: t("The quantity"),
  price: t("The price"),
  fee: t("The fee"),
};

/** The field by its name; in rows, what the row is about. */
function nameOf(pointer: string): string {
  const parts = partsOf(pointer).filter((part) => !/^(\d+|\[key\]|min|max)$/.test(part));
  const last = parts.at(-1) ?? "";
  return NAMES[last] ?? toldName(last);
}

type Sentence = [RegExp, (...parts: string[]) => string];

const SENTENCES: readonly Sentence[] = [
  [
    /: a lower bound is above its upper bound$/,
    () => t("No mix keeps to all of this: a least share is above its most."),
  ],
  [
    /: the lower bounds sum to (\S+), more than 1$/,
    (sum = "") =>
      t("No mix keeps to all of this: the least shares add up to {sum}, more than the whole.", {
        sum: percent(sum),
      }),
  ],
  [
    /: the upper bounds sum to (\S+), less than 1$/,
    (sum = "") =>
      t("No mix keeps to all of this: the most shares add up to {sum}, less than the whole.", {
        sum: percent(sum),
      }),
  ],
  [
    /: the lower bounds in (.+) sum to (\S+), over its cap (\S+)$/,
    (sector = "", sum = "", cap = "") =>
      t(
        "No mix keeps to all of this: the least shares in {sector} add up to {sum}, over its limit of {cap}.",
        { sector: toldName(sector), sum: percent(sum), cap: percent(cap) },
      ),
  ],
  [
    /: the sector caps leave room for (\S+) of the whole$/,
    (room = "") =>
      t("No mix keeps to all of this: the limits of sectors leave room for {room} of the whole.", {
        room: percent(room),
      }),
  ],
  [
    /: the other constraints need a turnover of (\S+), more than (\S+)$/,
    (needed = "", most = "") =>
      t(
        "No mix keeps to all of this: the other choices need a turnover of {needed}, more than {most}.",
        { needed: percent(needed), most: percent(most) },
      ),
  ],
  [
    /^(\S+) is not among the symbols to optimise$/,
    (symbol) => t("{symbol} is not among what is mixed.", { symbol }),
  ],
  [
    /^[Nn]o prices? (?:are|is) known for (.+)$/,
    (symbol) => t("No prices are known for {symbol}.", { symbol }),
  ],
  [/^has no known price$/, () => t("no price is known.")],
  [/^the weights sum to more than 1$/, () => t("they add up to more than the whole.")],
  [
    /^(.+) was not over by (\S+)$/,
    (crisis = "", day = "") =>
      t("{crisis} was not over by {day}.", { crisis: toldName(crisis), day: formatDay(day) }),
  ],
  [/^(\S+) has no prices$/, (symbol) => t("No prices are known for {symbol}.", { symbol })],
  [
    /^(.+) have (\d+) common daily returns since .+; (\d+) are needed$/,
    (symbols, count, needed) =>
      t("{symbols} have {count} daily returns in common in this time; {needed} are needed.", {
        symbols,
        count,
        needed,
      }),
  ],
];

function sentenceOf(sentence: string): string {
  for (const [pattern, tell] of SENTENCES) {
    const found = pattern.exec(sentence);
    if (found) return tell(...found.slice(1));
  }
  return toldSentence(sentence);
}

function percent(fraction: string): string {
  const value = Number(fraction);
  return formatPercent(value, Math.abs(value * 100 - Math.round(value * 100)) < 1e-9 ? 0 : 1);
}
