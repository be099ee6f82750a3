import { isRefused, messageAt } from "@/api/planning-problems";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Toggles } from "@/ui/toggles";

import { CRISES, hasTwins, upper, type Row, type ScenarioChoices } from "./choices";
import { useKnownNames } from "./known-names";
import { MoreChoices } from "./more-choices";
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
}: {
  portfolioId: string;
  choices: ScenarioChoices;
  onChange: (choices: ScenarioChoices) => void;
  onAsk: () => void;
  isBusy: boolean;
  problem: unknown;
}) {
  const known = useKnownNames(portfolioId);
  const { symbols, sectors, currencies, durations } = choices;
  const rows = (field: "symbols" | "sectors" | "currencies" | "durations") => ({
    rows: choices[field],
    onChange: (changed: Row[]) => onChange({ ...choices, [field]: changed }),
    errorOf: (name: string) =>
      messageAt(problem, "shocks", 0, field, field === "sectors" ? name.trim() : upper(name)),
  });
  const isDouble = hasTwins(symbols, sectors, currencies, durations);
  return (
    <form
      className="mb-5 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isDouble) onAsk();
      }}
    >
      <TextField
        label={t("A move of all markets, %")}
        type="number"
        min={-99}
        max={500}
        step="any"
        required
        value={choices.market}
        onChange={(event) => onChange({ ...choices, market: event.target.value })}
        error={messageAt(problem, "shocks", 0, "market")}
        className="w-44"
      />
      <Button type="submit" look="secondary" isBusy={isBusy}>
        {t("Try it")}
      </Button>
      <MoreChoices isWrong={isRefused(problem) || isDouble}>
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
          {...rows("symbols")}
        />
        <Rows
          title={t("Moves of sectors")}
          hint={t("Instead of the move of all markets.")}
          name={t("Sector")}
          options={known.sectors}
          columns={[MOVE]}
          {...rows("sectors")}
        />
        <Rows
          title={t("Moves of currencies")}
          hint={t("Against the currency of the portfolio, on top of the others.")}
          name={t("Currency")}
          known={known.currencies}
          columns={[MOVE]}
          {...rows("currencies")}
        />
        <TextField
          label={t("Rise of interest rates, percentage points")}
          hint={t("Moves only what has a duration below.")}
          type="number"
          min={-20}
          max={20}
          step="any"
          required
          value={choices.rate}
          onChange={(event) => onChange({ ...choices, rate: event.target.value })}
          error={messageAt(problem, "shocks", 0, "rate_change")}
          className="max-w-80"
        />
        <Rows
          title={t("Durations")}
          name={t("Symbol")}
          known={known.symbols}
          columns={[YEARS]}
          {...rows("durations")}
        />
      </MoreChoices>
    </form>
  );
}
