import type { Alert } from "@/api/models";
import { t } from "@/languages/translate";
import { SelectField, TextField } from "@/ui/field";

import { typedHysteresis, typedTargets, typedThreshold, type AlertRule } from "./rules";

type Given = { rule: AlertRule; alert: Alert | undefined };

/** What a kind of rule asks for: how much, which way, within how long. */
export function Bounds({ rule, alert }: Given) {
  const { threshold, directions, window, words, targets } = rule;
  return (
    <div className="grid grid-cols-2 items-end gap-4 empty:hidden">
      {threshold && (
        <TextField
          label={threshold.label}
          name="threshold"
          inputMode="decimal"
          pattern="[0-9]+([.,][0-9]+)?"
          autoComplete="off"
          required
          defaultValue={alert ? typedThreshold(alert, rule) : threshold.initial}
        />
      )}
      {window && (
        <TextField
          label={window.label}
          name="window_days"
          type="number"
          min={0}
          max={3650}
          required
          defaultValue={alert?.window_days ?? window.initial}
        />
      )}
      {rule.averages && <Averages alert={alert} />}
      {directions && (
        <SelectField
          label={t("Which way")}
          name="direction"
          defaultValue={alert?.direction ?? directions[0]?.value}
        >
          {directions.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
      {words && (
        <TextField
          label={t("Words in it (optional)")}
          hint={t("Separated by commas; one of them is enough.")}
          name="words"
          className="col-span-2"
          defaultValue={alert?.words.join(", ")}
        />
      )}
      {targets && (
        <TextField
          label={t("Targets, %")}
          hint={t("Symbols with their share: AAPL 60, SPY 40.")}
          name="targets"
          required
          autoComplete="off"
          className="col-span-2"
          defaultValue={alert && typedTargets(alert.targets)}
        />
      )}
    </div>
  );
}

function Averages({ alert }: { alert: Alert | undefined }) {
  return (
    <>
      <TextField
        label={t("Short average, trading days")}
        name="short_days"
        type="number"
        min={2}
        max={200}
        required
        defaultValue={alert?.short_days ?? 50}
      />
      <TextField
        label={t("Long average, trading days")}
        name="long_days"
        type="number"
        min={3}
        max={400}
        required
        defaultValue={alert?.long_days ?? 200}
      />
    </>
  );
}

/** When it may tell again, and a note to oneself. */
export function Manner({ rule, alert }: Given) {
  return (
    <>
      <div className="grid grid-cols-2 items-end gap-4">
        <TextField
          label={t("Quiet for days after it told")}
          name="cooldown_days"
          type="number"
          min={1}
          max={365}
          required
          defaultValue={alert?.cooldown_days ?? 1}
        />
        {rule.threshold && (
          <TextField
            label={t("Tells again after coming back by, %")}
            name="hysteresis"
            inputMode="decimal"
            pattern="[0-9]{1,2}([.,][0-9]+)?"
            autoComplete="off"
            placeholder={t("as usual")}
            defaultValue={typedHysteresis(alert)}
          />
        )}
      </div>
      <TextField
        label={t("Note (optional)")}
        name="note"
        maxLength={500}
        autoComplete="off"
        defaultValue={alert?.note ?? ""}
      />
    </>
  );
}
