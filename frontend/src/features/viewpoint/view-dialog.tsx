import { useState, type SubmitEvent } from "react";

import { useToday } from "@/api/service";
import { t } from "@/languages/translate";
import { CURRENCIES, currencyName } from "@/lib/currencies";
import { today as todayHere } from "@/lib/dates";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";

import { isToCome, type View } from "./view";

/** Ask for a past day, for what was known of the ledger then, and for another currency. */
export function ViewDialog({
  view,
  ownCurrency,
  onChoose,
  onClose,
}: {
  view: View;
  /** The portfolio's; undefined until it is known. */
  ownCurrency: string | undefined;
  onChoose: (view: View) => void;
  onClose: () => void;
}) {
  const today = useToday();
  const [error, setError] = useState<string>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [asOf, knownBy] = [textOf(form, "as_of"), textOf(form, "known_by")];
    if (isToCome(asOf, today ?? todayHere())) setError(t("This day is still to come."));
    else onChoose({ asOf, knownBy, currency: textOf(form, "currency") });
  };
  return (
    <Dialog title={t("Day and currency")} onClose={onClose} width="28rem">
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField
          label={t("Day (today without one)")}
          name="as_of"
          type="date"
          max={today}
          autoFocus
          defaultValue={view.asOf}
          error={error}
          hint={t("Holdings, prices and returns as they were at the end of this day.")}
        />
        <TextField
          label={t("Ledger as recorded by (optional)")}
          name="known_by"
          type="date"
          max={todayHere()}
          defaultValue={view.knownBy}
          hint={t("Leaves out what was entered or corrected after that day.")}
        />
        <SelectField
          label={t("Amounts in")}
          name="currency"
          defaultValue={view.currency}
          hint={t("Converted at each day’s rate; the ledger stays as it is.")}
        >
          <option value="">
            {ownCurrency
              ? t("{currency}, the portfolio’s own", { currency: ownCurrency })
              : t("The portfolio’s own")}
          </option>
          {CURRENCIES.filter((code) => code !== ownCurrency).map((code) => (
            <option key={code} value={code}>
              {currencyName(code)}
            </option>
          ))}
        </SelectField>
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit">{t("Look")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
