import { useState, type SubmitEvent } from "react";

import { useSnoozeAlert } from "@/api/alerts";
import { failureOf } from "@/api/errors";
import type { Alert } from "@/api/models";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { dateOfDay, dayNumber, today } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { ErrorState } from "@/ui/states";

const DAY_HOURS = 24;
const CHOICES = [
  { hours: DAY_HOURS, label: t("A day") },
  { hours: 7 * DAY_HOURS, label: t("A week") },
  { hours: 30 * DAY_HOURS, label: t("A month") },
  { hours: 91 * DAY_HOURS, label: t("Three months") },
] as const;

/** For how long an alert is to be silent; afterwards it wakes by itself. */
export function SnoozeDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const snooze = useSnoozeAlert();
  const [isByDay, setByDay] = useState(false);
  const set = (time: { hours: number } | { until: string }) =>
    snooze.mutate({ id: alert.id, ...time }, { onSuccess: onClose });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const day = textOf(new FormData(event.currentTarget), "day");
    // Midnight of this device's own day.
    set({ until: new Date(`${day}T00:00:00`).toISOString() });
  };
  const tomorrow = dateOfDay(dayNumber(today()) + 1);
  return (
    <Dialog title={t("Silent for how long?")} onClose={onClose} width="26rem">
      {snooze.isError && <ErrorState className="mb-4" failure={failureOf(snooze.error)} />}
      <p className="mb-4 text-soft">
        {t("What happens meanwhile is not told later. It wakes by itself.")}
      </p>
      <div className="grid grid-cols-2 gap-2">
        {CHOICES.map(({ hours, label }) => (
          <Button
            key={hours}
            look="secondary"
            isBusy={snooze.isPending && snooze.variables.hours === hours}
            onClick={() => set({ hours })}
          >
            {label}
          </Button>
        ))}
        <Button
          look="quiet"
          className="col-span-2"
          aria-expanded={isByDay}
          onClick={() => setByDay(!isByDay)}
        >
          {t("Until a day")}
        </Button>
      </div>
      {isByDay && (
        <form onSubmit={submit} className="mt-3 flex items-end gap-2">
          <TextField
            label={t("Until the beginning of")}
            name="day"
            type="date"
            required
            min={tomorrow}
            defaultValue={tomorrow}
            className="flex-1"
          />
          <Button type="submit" isBusy={snooze.isPending}>
            {t("Silent until then")}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
