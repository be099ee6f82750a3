import type { SubmitEvent } from "react";

import { useChangePreferences, usePreferences } from "@/api/account";
import { failureOf } from "@/api/errors";
import type { Preferences } from "@/api/models";
import { t } from "@/languages/translate";
import { CURRENCIES, currencyName } from "@/lib/currencies";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

const RISK: { value: Preferences["risk_profile"]; label: string }[] = [
  { value: "", label: t("Rather not say") },
  { value: "cautious", label: t("Cautious") },
  { value: "balanced", label: t("Balanced") },
  { value: "adventurous", label: t("Adventurous") },
];

/** What the assistant and reports know of the person beyond the ledger. */
export function PreferencesSection() {
  const preferences = usePreferences();
  return (
    <Section title={t("Preferences")}>
      <Loaded query={preferences} skeleton={<Skeleton className="h-80" />}>
        {(data) => <PreferencesForm kept={data} />}
      </Loaded>
    </Section>
  );
}

function PreferencesForm({ kept }: { kept: Preferences }) {
  const change = useChangePreferences();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({
      ...kept,
      currency: textOf(form, "currency"),
      time_zone: textOf(form, "time_zone"),
      goals: textOf(form, "goals"),
      risk_profile: RISK.find(({ value }) => value === form.get("risk_profile"))?.value ?? "",
    });
  };
  return (
    <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
      {change.isError && <ErrorState failure={failureOf(change.error)} />}
      <SelectField label={t("Currency")} name="currency" defaultValue={kept.currency}>
        {CURRENCIES.map((code) => (
          <option key={code} value={code}>
            {currencyName(code)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("Time zone")}
        name="time_zone"
        required
        list="time-zones"
        defaultValue={kept.time_zone}
        hint={t("For reports and messages, such as Europe/Berlin.")}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf("timeZone").map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <SelectField
        label={t("How you take risk")}
        name="risk_profile"
        defaultValue={kept.risk_profile}
        hint={t("The assistant is told; figures do not change.")}
      >
        {RISK.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("What you save for (optional)")}
        name="goals"
        maxLength={500}
        defaultValue={kept.goals}
        hint={t("In your own words; the assistant is told.")}
      />
      <div className="flex items-center gap-3">
        <Button type="submit" look="secondary" isBusy={change.isPending}>
          {t("Save preferences")}
        </Button>
        <span role="status" className="text-gain">
          {change.isSuccess && t("Saved")}
        </span>
      </div>
    </form>
  );
}
