import { useState, type SubmitEvent } from "react";

import { useToday } from "@/api/service";
import { useViewpoint } from "@/api/viewpoint";
import { t } from "@/languages/translate";
import { today as todayHere } from "@/lib/dates";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";

import { faultOf, type Fault } from "./span";

const FAULTS: Record<Fault["wrong"], string> = {
  none: t("Choose a day."),
  order: t("The last day comes after the first."),
  future: t("This day is still to come."),
};

/** From one day to another, whichever they are. */
export function OwnDays({
  from,
  to,
  onChoose,
}: {
  from: string;
  to: string;
  onChoose: (days: { from: string; to: string }) => void;
}) {
  const served = useToday();
  const today = useViewpoint().as_of ?? served ?? todayHere();
  const [fault, setFault] = useState<Fault | null>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = { from: textOf(form, "from"), to: textOf(form, "to") };
    const found = faultOf(days.from, days.to, today);
    setFault(found);
    if (!found) onChoose(days);
  };
  const errorOf = (field: Fault["field"]) =>
    fault?.field === field ? FAULTS[fault.wrong] : undefined;
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={t("Days of your own")}
      className="no-print flex flex-wrap items-start gap-3"
    >
      <TextField
        label={t("First day")}
        name="from"
        type="date"
        max={today}
        required
        defaultValue={from}
        error={errorOf("from")}
      />
      <TextField
        label={t("Last day")}
        name="to"
        type="date"
        max={today}
        required
        defaultValue={to}
        error={errorOf("to")}
      />
      <Button type="submit" look="secondary" className="sm:mt-6">
        {t("Show")}
      </Button>
    </form>
  );
}
