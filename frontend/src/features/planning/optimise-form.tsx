import { t } from "@/languages/translate";
import { SelectField, TextField } from "@/ui/field";

import { hasTwins, trimmed, upper, type OptimisationChoices } from "./choices";
import { fieldsOf } from "./fields-of";
import { useKnownNames } from "./known-names";
import { PlanForm, type Asking } from "./plan-form";
import { Rows, type Option } from "./rows";

const SHARE = { min: 0, max: 100 } as const;
const LEAST = { field: "value", label: t("At least, %"), ...SHARE } as const;
const MOST = { field: "most", label: t("At most, %"), ...SHARE } as const;
const CAP = { field: "value", label: t("At most, %"), ...SHARE } as const;
const RETURN = { field: "value", label: t("A year, %"), min: -100, max: 1000 } as const;

/** The rule of a mix and what it must keep to; sends nothing before it is asked to. */
export function OptimiseForm({
  portfolioId,
  objectives,
  choices,
  onChange,
  onAsk,
  isBusy,
  problem,
}: Asking<OptimisationChoices> & {
  portfolioId: string;
  objectives: readonly Option[];
}) {
  const known = useKnownNames(portfolioId);
  const { field, rows } = fieldsOf(choices, onChange, problem);
  const share = { type: "number", step: "any", ...SHARE } as const;
  return (
    <PlanForm
      ask={t("Compute")}
      {...{ onAsk, isBusy, problem }}
      isWrong={hasTwins(choices.bounds, choices.sectorCaps, choices.expected)}
      more={
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <TextField
              label={t("At least in one, %")}
              {...share}
              required
              {...field("least", "min_weight")}
            />
            <TextField
              label={t("Turnover at most, %")}
              hint={t("How much of the whole may change hands; any if empty.")}
              {...share}
              {...field("turnover", "max_turnover")}
            />
            <TextField
              label={t("Risk-free rate, % a year")}
              type="number"
              step="any"
              min={-10}
              max={100}
              required
              {...field("riskFree", "risk_free")}
            />
            <TextField
              label={t("Days to look back")}
              hint={t("Calendar days, 60 to 10,000")}
              type="number"
              min={60}
              max={10_000}
              required
              {...field("lookback", "lookback_days")}
            />
            <TextField
              label={t("Symbols to mix")}
              hint={t("With commas between them; what is held if empty.")}
              autoComplete="off"
              {...field("symbols", "symbols")}
            />
            <label className="flex min-h-10 items-center gap-2 sm:mt-6">
              <input
                type="checkbox"
                className="size-4"
                checked={choices.isShrunk}
                onChange={(event) => onChange({ ...choices, isShrunk: event.target.checked })}
              />{" "}
              {t("Shrink chance likenesses (Ledoit–Wolf)")}
            </label>
          </div>
          <Rows
            title={t("Limits of symbols")}
            hint={t("Instead of the limits for all.")}
            name={t("Symbol")}
            known={known.symbols}
            columns={[LEAST, MOST]}
            {...rows("bounds", upper, "bounds")}
          />
          <Rows
            title={t("Limits of sectors")}
            name={t("Sector")}
            options={known.sectors}
            columns={[CAP]}
            {...rows("sectorCaps", trimmed, "sector_caps")}
          />
          <Rows
            title={t("Expected returns")}
            hint={t("Those of the past where there is none.")}
            name={t("Symbol")}
            known={known.symbols}
            columns={[RETURN]}
            {...rows("expected", upper, "expected_returns")}
          />
        </>
      }
    >
      <SelectField label={t("Rule")} {...field("objective", "objective")} className="w-60">
        {objectives.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("At most in one, %")}
        {...share}
        required
        {...field("most", "max_weight")}
        className="w-36"
      />
    </PlanForm>
  );
}
