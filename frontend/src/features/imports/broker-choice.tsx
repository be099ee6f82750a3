import { t } from "@/languages/translate";
import { SelectField } from "@/ui/field";

import { brokerName, BROKERS } from "./brokers";

/** Whose file it is, for the rare one that does not say so itself. */
export function BrokerChoice({
  value,
  onChange,
}: {
  value: string;
  onChange: (broker: string) => void;
}) {
  return (
    <SelectField
      className="mb-4 max-w-sm"
      label={t("Where the file is from")}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="auto">{t("Found by itself")}</option>
      {BROKERS.map((id) => (
        <option key={id} value={id}>
          {brokerName(id)}
        </option>
      ))}
      <option value="generic">{t("Another CSV: I say which column is what")}</option>
    </SelectField>
  );
}
