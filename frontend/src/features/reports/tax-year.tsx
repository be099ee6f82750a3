import { useState } from "react";

import { useToday } from "@/api/service";
import type { Gains } from "@/api/models";
import { GAINS_METHODS, yearInWords } from "@/features/gains/methods";
import { t } from "@/languages/translate";
import { today as thisDay } from "@/lib/dates";
import { SelectField } from "@/ui/field";

import type { Beginning } from "./draft";
import { taxYearToFile, yearsUntil } from "./periods";

/** Whose sales count, and how they are matched to purchases. A report for the tax office begins
 * with the year to file, any other with all of them. */
export function TaxYear({
  beginning,
  isFor,
}: {
  beginning: Beginning;
  isFor: "filing" | "review";
}) {
  const today = useToday() ?? thisDay();
  const [method, setMethod] = useState(beginning.method);
  const first = isFor === "filing" ? taxYearToFile(today) : "";
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        key={today}
        label={isFor === "filing" ? t("Tax year") : t("Sales of")}
        name="year"
        defaultValue={beginning.year ?? first}
      >
        <option value="">{t("All years")}</option>
        {yearsUntil(today).map((year) => (
          <option key={year} value={year}>
            {yearInWords(method as Gains["method"], year)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t("Sales matched by")}
        name="method"
        value={method}
        onChange={({ target }) => setMethod(target.value)}
      >
        <option value="">{t("As the portfolio is kept")}</option>
        {GAINS_METHODS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
