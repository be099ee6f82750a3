import { t } from "@/languages/translate";
import { TextField } from "@/ui/field";
import { Toggles } from "@/ui/toggles";

import { CRISES, hasTwins, trimmed, upper, type ScenarioChoices } from "./choices";
import { fieldsOf } from "./fields-of";
import { useKnownNames } from "./known-names";
import { PlanForm, type Asking } from "./plan-form";
import { Rows } from "./rows";

const MOVE = { field: "value", label: t("Move, %"), min: -100, max: 1000 } as const;
const YEARS = { field: "value", label: t("Duration, years"), min: -50, max: 50 } as const;

/** The crises to replay and the shock to apply; sends nothing before it is asked to. */
export function ScenariosForm({
  portfolioId,
  choices,
  onChange,
  onAsk,
  isBusy,
  problem,
}: Asking<ScenarioChoices> & {
  portfolioId: string;
}) {
  const known = useKnownNames(portfolioId);
  const { symbols, sectors, currencies, durations } = choices;
  const { field, rows } = fieldsOf(choices, onChange, problem);
  return (
    <PlanForm
      ask={t("Try it")}
      {...{ onAsk, isBusy, problem }}
      isWrong={hasTwins(symbols, sectors, currencies, durations)}
      more={
        <>
          <div>
            <p className="mb-2 font-medium">{t("Crises of the past")}</p>
            <Toggles
              label={t("Crises of the past")}
              options={CRISES}
              chosen={choices.crises}
              onChange={(crises) => onChange({ ...choices, crises })}
            />
          </div>
          <Rows
            title={t("Moves of symbols")}
            hint={t("Instead of the move of the sector and of all markets.")}
            name={t("Symbol")}
            known={known.symbols}
            columns={[MOVE]}
            {...rows("symbols", upper, "shocks", 0, "symbols")}
          />
          <Rows
            title={t("Moves of sectors")}
            hint={t("Instead of the move of all markets.")}
            name={t("Sector")}
            options={known.sectors}
            columns={[MOVE]}
            {...rows("sectors", trimmed, "shocks", 0, "sectors")}
          />
          <Rows
            title={t("Moves of currencies")}
            hint={t("Against the currency of the portfolio, on top of the others.")}
            name={t("Currency")}
            known={known.currencies}
            columns={[MOVE]}
            {...rows("currencies", upper, "shocks", 0, "currencies")}
          />
          <TextField
            label={t("Rise of interest rates, percentage points")}
            hint={t("Moves only what has a duration below.")}
            type="number"
            min={-20}
            max={20}
            step="any"
            required
            {...field("rate", "shocks", 0, "rate_change")}
            className="max-w-80"
          />
          <Rows
            title={t("Durations")}
            name={t("Symbol")}
            known={known.symbols}
            columns={[YEARS]}
            {...rows("durations", upper, "shocks", 0, "durations")}
          />
        </>
      }
    >
      <TextField
        label={t("A move of all markets, %")}
        type="number"
        min={-99}
        max={500}
        step="any"
        required
        {...field("market", "shocks", 0, "market")}
        className="w-44"
      />
    </PlanForm>
  );
}
