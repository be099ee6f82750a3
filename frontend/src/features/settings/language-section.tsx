import { useChangePreferences, usePreferences } from "@/api/account";
import {
  asLanguage,
  chooseLanguage,
  chosenLanguage,
  locale,
  type Language,
} from "@/languages/language";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatMoney } from "@/lib/money";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";

/** Names of languages in themselves. */
const OPTIONS: { value: Language | "browser"; label: string }[] = [
  { value: "browser", label: t("As the browser") },
  { value: "en", label: "English" },
  { value: "de", label: "Deutsch" },
];

/** The page's language, kept in this browser and told to the service for mails and reports. */
export function LanguageSection() {
  const preferences = usePreferences();
  const change = useChangePreferences();
  const choose = (choice: Language | "browser") => {
    const language = choice === "browser" ? null : choice;
    const reload = chooseLanguage(language) ? () => window.location.reload() : undefined;
    const kept = preferences.data;
    const told = language ?? asLanguage(navigator.language) ?? "en";
    if (kept) change.mutate({ ...kept, locale: told }, { onSettled: () => reload?.() });
    else reload?.();
  };
  return (
    <Section title={t("Language")}>
      <div className="flex">
        <Segmented
          label={t("Language")}
          value={chosenLanguage ?? "browser"}
          options={OPTIONS}
          onChange={choose}
        />
      </div>
      <p className="label mt-2">
        {t("Numbers and days are written as in {amount} and {day}.", {
          amount: formatMoney("1234.5", "EUR"),
          day: formatDay("2026-03-01"),
        })}{" "}
        <span lang="en">({locale})</span>
      </p>
    </Section>
  );
}
