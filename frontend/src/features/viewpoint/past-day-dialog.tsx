import { useState, type SubmitEvent } from "react";

import { useToday } from "@/api/service";
import { t } from "@/languages/translate";
import { today as todayHere } from "@/lib/dates";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";

import { faultOf, type PastDay } from "./past-day";

/** Ask for a past day, and for what was known of the ledger then. */
export function PastDayDialog({
  chosen,
  onChoose,
  onClose,
}: {
  chosen: PastDay | null;
  onChoose: (chosen: PastDay) => void;
  onClose: () => void;
}) {
  const today = useToday();
  const [error, setError] = useState<string>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [asOf, knownBy] = [textOf(form, "as_of"), textOf(form, "known_by")];
    const fault = faultOf(asOf, today ?? todayHere());
    if (fault === "future") setError(t("This day is still to come."));
    else if (fault === "none") setError(t("Choose a day."));
    else onChoose({ asOf, knownBy });
  };
  return (
    <Dialog title={t("Look at a past day")} onClose={onClose} width="28rem">
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField
          label={t("Day")}
          name="as_of"
          type="date"
          max={today}
          required
          autoFocus
          defaultValue={chosen?.asOf}
          error={error}
          hint={t("Holdings, prices and returns as they were at the end of this day.")}
        />
        <TextField
          label={t("Ledger as recorded by (optional)")}
          name="known_by"
          type="date"
          max={todayHere()}
          defaultValue={chosen?.knownBy}
          hint={t("Leaves out what was entered or corrected after that day.")}
        />
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
