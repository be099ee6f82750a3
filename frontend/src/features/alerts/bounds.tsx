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
        <Days
          label={window.label}
          name="window_days"
          range={[0, 3650]}
          given={alert?.window_days ?? window.initial}
        />
      )}
      {rule.averages && (
        <>
          <Days
            label={t("Short average, trading days")}
            name="short_days"
            range={[2, 200]}
            given={alert?.short_days ?? 50}
          />
          <Days
            label={t("Long average, trading days")}
            name="long_days"
            range={[3, 400]}
            given={alert?.long_days ?? 200}
          />
        </>
      )}
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

/** A count of days; the field begins with what the alert has, or with what is usual. */
function Days({
  label,
  name,
  range: [min, max],
  given,
}: {
  label: string;
  name: string;
  range: readonly [number, number];
  given: number;
}) {
  return <TextField {...{ label, name, min, max }} type="number" required defaultValue={given} />;
}

/** When it may tell again, and a note to oneself. */
export function Manner({ rule, alert }: Given) {
  return (
    <>
      <div className="grid grid-cols-2 items-end gap-4">
        <Days
          label={t("Quiet for days after it told")}
          name="cooldown_days"
          range={[1, 365]}
          given={alert?.cooldown_days ?? 1}
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
