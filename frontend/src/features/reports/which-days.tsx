import { useState } from "react";

import { useToday } from "@/api/service";
import { t } from "@/languages/translate";
import { today as thisDay } from "@/lib/dates";
import { SelectField, TextField } from "@/ui/field";

import type { Beginning } from "./draft";
import { PERIODS_OF_REPORT } from "./kinds";
import { PARTS_OF_YEAR, yearsUntil } from "./periods";

/** The days of a report: up to now, a part of a year, or between two days. */
export function WhichDays({ beginning, isTurned }: { beginning: Beginning; isTurned: boolean }) {
  const { span, period } = beginning;
  const [chosen, choose] = useState(span === "named" ? period : span);
  const today = useToday() ?? thisDay();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={t("Period")}
        name="span"
        className="sm:col-span-2"
        value={chosen}
        onChange={({ target }) => choose(target.value)}
      >
        {PERIODS_OF_REPORT.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        <option value="written">{t("A year, quarter or month")}</option>
        <option value="days">{t("Between two days")}</option>
      </SelectField>
      {chosen === "written" && <PartOfYear today={today} period={period} />}
      {chosen === "days" && (
        <>
          <TextField
            label={t("First day")}
            name="from"
            type="date"
            max={today}
            defaultValue={beginning.from}
            hint={t("Empty: from the beginning.")}
          />
          <TextField
            label={t("Last day")}
            name="to"
            type="date"
            max={today}
            defaultValue={beginning.to}
            hint={t("Empty: up to today.")}
            error={isTurned ? t("It lies before the first day.") : undefined}
          />
        </>
      )}
    </div>
  );
}

function PartOfYear({ today, period }: { today: string; period: string }) {
  const isWritten = /^\d{4}/.test(period);
  return (
    <>
      <SelectField
        label={t("Year")}
        name="year_of"
        defaultValue={isWritten ? period.slice(0, 4) : today.slice(0, 4)}
      >
        {yearsUntil(today).map((year) => (
          <option key={year}>{year}</option>
        ))}
      </SelectField>
      <SelectField
        label={t("Part of it")}
        name="part"
        defaultValue={isWritten ? period.slice(4) : ""}
      >
        {PARTS_OF_YEAR.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
    </>
  );
}
