import { t } from "@/languages/translate";
import { SelectField, TextField } from "@/ui/field";

import type { SimulationChoices } from "./choices";
import { fieldsOf } from "./fields-of";
import { PlanForm, type Asking } from "./plan-form";

/** What to simulate; sends nothing before it is asked to. */
export function SimulationForm({
  choices,
  onChange,
  onAsk,
  isBusy,
  problem,
}: Asking<SimulationChoices>) {
  const { field } = fieldsOf(choices, onChange, problem);
  return (
    <PlanForm
      ask={t("Simulate")}
      {...{ onAsk, isBusy, problem }}
      more={
        <>
          <div className="flex flex-wrap items-start gap-3">
            <SelectField label={t("Drawn from")} {...field("method", "method")} className="w-72">
              <option value="block_bootstrap">{t("Stretches of past days")}</option>
              <option value="gaussian">{t("A bell curve (Gaussian)")}</option>
            </SelectField>
            <TextField
              label={t("Number of futures")}
              type="number"
              min={100}
              max={10_000}
              required
              hint={t("100 to 10,000")}
              {...field("paths", "paths")}
              className="w-40"
            />
            <TextField
              label={t("Seed")}
              type="number"
              min={0}
              max={2 ** 32 - 1}
              required
              hint={t("The same seed draws the same futures.")}
              {...field("seed", "seed")}
              className="w-56"
            />
          </div>
        </>
      }
    >
      <TextField
        label={t("Years")}
        type="number"
        min={1}
        max={40}
        required
        {...field("years", "years")}
        className="w-24"
      />
      <TextField
        label={t("Paid in a month")}
        type="number"
        step="any"
        required
        {...field("monthly", "monthly_contribution")}
        className="w-36"
      />
      <TextField
        label={t("Goal (optional)")}
        type="number"
        min={1}
        step="any"
        {...field("goal", "goal")}
        className="w-36"
      />
    </PlanForm>
  );
}
