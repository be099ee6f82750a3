import { counted, t } from "@/languages/translate";

/** How far back a rule can be tried: the service looks a week to ten years back. */
export const SPANS: readonly { days: number; label: string; told: (count: number) => string }[] = [
  {
    days: 30,
    label: t("the last month"),
    told: (count) =>
      counted(
        "It would have told once in the last month.",
        "It would have told {count} times in the last month.",
        count,
      ),
  },
  {
    days: 92,
    label: t("three months"),
    told: (count) =>
      counted(
        "It would have told once in three months.",
        "It would have told {count} times in three months.",
        count,
      ),
  },
  {
    days: 365,
    label: t("the last year"),
    told: (count) =>
      counted(
        "It would have told once in the last year.",
        "It would have told {count} times in the last year.",
        count,
      ),
  },
  {
    days: 1096,
    label: t("three years"),
    told: (count) =>
      counted(
        "It would have told once in three years.",
        "It would have told {count} times in three years.",
        count,
      ),
  },
  {
    days: 1827,
    label: t("five years"),
    told: (count) =>
      counted(
        "It would have told once in five years.",
        "It would have told {count} times in five years.",
        count,
      ),
  },
  {
    days: 3653,
    label: t("ten years"),
    told: (count) =>
      counted(
        "It would have told once in ten years.",
        "It would have told {count} times in ten years.",
        count,
      ),
  },
];

export const USUAL_DAYS = 365;

/** Zero is neither one nor many. */
export function toldIn(days: number, count: number): string {
  if (count === 0) return t("It would have told nothing.");
  return SPANS.find((span) => span.days === days)?.told(count) ?? "";
}
