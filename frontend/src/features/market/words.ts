import { t } from "@/languages/translate";

type Words = Readonly<Record<string, string>>;

/** What the service calls by a code, in the reader's words. A code that this page does not know
 * yet is shown as it came. */
export function worded(words: Words, code: string): string {
  return words[code] ?? code.replaceAll("_", " ");
}

/** What a job came to. */
export const OUTCOMES: Words = {
  loaded: t("loaded"),
  unknown: t("unknown symbol"),
  unreachable: t("not reached"),
  failed: t("failed"),
};

/** Why a job was made. */
export const OCCASIONS: Words = {
  backfill: t("the whole history"),
  refresh: t("kept up to date"),
  replay: t("read again"),
};

export const JOB_KINDS: Words = { history: t("prices"), fx: t("exchange rates") };

/** Why a provider was passed over, or is left alone. */
export const EXCUSES: Words = {
  ok: t("is asked"),
  unknown_symbol: t("does not know the symbol"),
  bad_answer: t("gave an answer that cannot be read"),
  timeout: t("did not answer in time"),
  unreachable: t("cannot be reached"),
  reset: t("broke the connection"),
  rate_limited: t("limits how often it is asked"),
  quota_exhausted: t("its quota of the day is spent"),
  not_in_plan: t("wants to be paid for that"),
  has_less_history: t("has less history than is kept"),
};

export function excuse(code: string): string {
  const status = /^http_(\d+)$/.exec(code)?.[1];
  return status ? t("answered with status {status}", { status }) : worded(EXCUSES, code);
}

/** What a source's answer lacked, or why none could be used. */
const WARNINGS: Words = {
  ends_before_last_trade: t(
    "the prices end long before the last trade; a later split may be missing",
  ),
  ends_before_it_was_fetched: t("the prices end long before the day they were fetched"),
  latest_hundred_days_only: t("only the latest hundred days were given"),
  no_splits: t("splits could not be fetched"),
  no_dividends: t("dividends could not be fetched"),
  unknown_symbol: t("no source knows the symbol"),
  no_history: t("no source has prices of it"),
  no_data: t("nothing was in the answer"),
  history_changing: t("the history was being changed by another job"),
  contended: t("the history was being changed by another job"),
  deadly_job: t("the job ended its worker again and again"),
};

export function warning(code: string): string {
  return WARNINGS[code] ?? excuse(code);
}

export const CAPABILITIES: Words = {
  history: t("prices"),
  fx: t("exchange rates"),
  search: t("search"),
  quote: t("quotes"),
  fundamentals: t("fundamentals"),
  statements: t("statements"),
  news: t("news"),
};

/** What a check found wrong with a row. */
export const FAULTS: Words = {
  missing_close: t("there is no closing price"),
  price_not_positive: t("a price is zero or less"),
  high_below_low: t("the high is below the low"),
  close_outside_range: t("the close is not between low and high"),
  conflicting_duplicate: t("the day is given twice, with different prices"),
  unexplained_move: t("the price jumps, and no event explains it"),
  suspected_split: t("it looks like a split that the source does not tell"),
  restated_by_ratio: t("the past was changed by one ratio"),
  wild_open: t("the open is in another unit than the close"),
  wild_high: t("the high is in another unit than the close"),
  wild_low: t("the low is in another unit than the close"),
  dividend_exceeds_price: t("the dividend is larger than the price"),
  dividend_without_fall: t("a large dividend, and the price did not fall"),
  spin_off_written_as_split: t("a spin-off is written as a split"),
  unreadable_date: t("the date cannot be read"),
  not_a_number: t("a price is not a number"),
  bad_dividend: t("the dividend cannot be read"),
  bad_split: t("the split cannot be read"),
  bad_event: t("the event cannot be read"),
  more_bad_rows: t("there are more such rows"),
};

/** What may be true after all: the service lets an operator load these alone. */
const DOUBTFUL = new Set([
  "unexplained_move",
  "suspected_split",
  "restated_by_ratio",
  "close_outside_range",
  "wild_open",
  "wild_high",
  "wild_low",
]);

export function mayBeRight(fault: string): boolean {
  return DOUBTFUL.has(fault);
}
