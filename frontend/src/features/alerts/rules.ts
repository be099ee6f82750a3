import type { Alert, NewAlert } from "@/api/models";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";

export type AlertKind = NewAlert["kind"];
type About = "symbol" | "portfolio" | "either";

/** What a kind of rule is called and asks for. `threshold`: a price, per cent, or a multiple. */
export type AlertRule = {
  value: AlertKind;
  label: string;
  about: About;
  threshold?: { label: string; as: "price" | "percent" | "times"; initial: string };
  /** Which ways it can be told; the service takes the first unless another is chosen. */
  directions?: readonly { value: "any" | "up" | "down"; label: string }[];
  /** Days of a short and of a long average. */
  averages?: boolean;
  window?: { label: string; initial: number };
  words?: boolean;
  targets?: boolean;
};

const WAYS = [
  { value: "any", label: t("Either way") },
  { value: "up", label: t("Up") },
  { value: "down", label: t("Down") },
] as const;

export const RULES: AlertRule[] = [
  {
    value: "price_above",
    label: t("The price rises above"),
    about: "symbol",
    threshold: { label: t("Price"), as: "price", initial: "" },
  },
  {
    value: "price_below",
    label: t("The price falls below"),
    about: "symbol",
    threshold: { label: t("Price"), as: "price", initial: "" },
  },
  {
    value: "percent_move",
    label: t("The price moves by"),
    about: "symbol",
    threshold: { label: t("By at least, %"), as: "percent", initial: "5" },
    directions: WAYS,
    window: { label: t("Within trading days"), initial: 1 },
  },
  {
    value: "drawdown",
    label: t("It falls from its peak by"),
    about: "either",
    threshold: { label: t("By at least, %"), as: "percent", initial: "10" },
    window: { label: t("Peak of the last days"), initial: 365 },
  },
  {
    value: "moving_average_cross",
    label: t("A short average crosses a long one"),
    about: "symbol",
    directions: WAYS,
    averages: true,
  },
  {
    value: "volume",
    label: t("Far more is traded than usual"),
    about: "symbol",
    threshold: { label: t("Times the average"), as: "times", initial: "3" },
    window: { label: t("Average of trading days"), initial: 20 },
  },
  {
    value: "weight",
    label: t("A holding becomes too large, or too small"),
    about: "portfolio",
    threshold: { label: t("Share of the portfolio, %"), as: "percent", initial: "20" },
    directions: [
      { value: "up", label: t("Grows to it") },
      { value: "down", label: t("Falls to it") },
    ],
  },
  {
    value: "allocation_drift",
    label: t("The mix drifts from its targets"),
    about: "portfolio",
    threshold: { label: t("By more than, % of the portfolio"), as: "percent", initial: "5" },
    targets: true,
  },
  {
    value: "dividend",
    label: t("A dividend is near"),
    about: "either",
    window: { label: t("Days before"), initial: 7 },
  },
  { value: "news", label: t("There is news"), about: "symbol", words: true },
];

export function ruleOf(kind: AlertKind): AlertRule {
  const rule = RULES.find(({ value }) => value === kind);
  if (!rule) throw new Error(`no form for an alert of kind ${kind}`);
  return rule;
}

export const STATES: Record<Alert["status"], string> = {
  waiting: t("not looked at yet"),
  fired: t("just told"),
  met: t("still so"),
  not_met: t("not so"),
  cooling_down: t("told lately"),
  snoozed: t("silent"),
  no_data: t("no data"),
};

/** The alert a form describes; per cents become fractions, as the service counts them. What the
 * form does not ask stays as in the alert that is changed. */
export function alertOf(
  form: FormData,
  rule: AlertRule,
  about: "symbol" | "portfolio",
  old?: Alert,
): NewAlert {
  const threshold = textOf(form, "threshold").replace(",", ".");
  const days = textOf(form, "window_days");
  const words = textOf(form, "words")
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  const symbol = textOf(form, "symbol").toUpperCase();
  const direction = textOf(form, "direction");
  const back = textOf(form, "hysteresis").replace(",", ".");
  const kept = old?.hysteresis == null ? null : String(old.hysteresis);
  return {
    kind: rule.value,
    symbol: about === "symbol" || rule.value === "weight" ? symbol || null : null,
    portfolio_id: about === "portfolio" ? textOf(form, "portfolio_id") || null : null,
    threshold: rule.threshold ? asSent(threshold, rule.threshold.as) : null,
    direction: rule.directions?.find(({ value }) => value === direction)?.value ?? null,
    window_days: rule.window && days ? Number(days) : null,
    words,
    note: textOf(form, "note"),
    cooldown_days: Number(textOf(form, "cooldown_days")) || 1,
    enabled: old?.enabled ?? true,
    snoozed_until: old?.snoozed_until ?? null,
    hysteresis: form.has("hysteresis") ? (back ? asSent(back, "percent") : null) : kept,
    long_days: Number(textOf(form, "long_days")) || (old?.long_days ?? 200),
    short_days: Number(textOf(form, "short_days")) || (old?.short_days ?? 50),
    targets: rule.targets ? targetsOf(textOf(form, "targets")) : {},
  };
}

/** The mix as it is typed, `AAPL 60, SPY 40`, in fractions; what is no such pair is left out. */
export function targetsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([A-Za-z][\w.^=-]*)[\s:]+(\d+(?:[.,]\d+)?)/g)];
  return Object.fromEntries(
    pairs.map(([, symbol = "", share = ""]) => [
      symbol.toUpperCase(),
      asSent(share.replace(",", "."), "percent"),
    ]),
  );
}

/** The other way: what a form shows of an alert. */
export function typedTargets(targets: Alert["targets"]): string {
  return Object.entries(targets)
    .map(([symbol, share]) => `${symbol} ${inPercent(share)}`)
    .join(", ");
}

/** A threshold as it is typed; fractions in per cent. */
export function typedThreshold({ threshold }: Alert, rule: AlertRule): string {
  if (threshold === null || !rule.threshold) return "";
  return rule.threshold.as === "percent" ? inPercent(Number(threshold)) : String(threshold);
}

/** How far a value must come back, in per cent of the threshold; a new alert says nothing. */
export function typedHysteresis(alert: Alert | undefined): string {
  return alert?.hysteresis == null ? "" : inPercent(alert.hysteresis);
}

function inPercent(fraction: number): string {
  return String(Number((fraction * 100).toPrecision(12)));
}

function asSent(text: string, as: "price" | "percent" | "times"): string {
  if (as !== "percent") return text;
  // Moved by two places as text: 7.1 per cent is 0.071, to the digit.
  const [whole = "0", fraction = ""] = text.split(".");
  const digits = whole.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${fraction}`;
}
