import { t } from "@/languages/translate";
import { SelectField, TextField } from "@/ui/field";

import { CHOICE_LABELS } from "./choice-labels";
import { namesOf, ownColumn, valuesOf, type Choice, type Field } from "./columns";
import { under, type MappingDraft } from "./mapping-draft";

export type FieldsProps = {
  draft: MappingDraft;
  errorOf: (choice: Choice) => string | undefined;
  onChoose: (choice: Choice, value: string) => void;
};

/** Which of the file's columns stands for one of ours, with what is in it. */
export function ColumnSelect({ field, draft, errorOf, onChoose }: { field: Field } & FieldsProps) {
  const { rows, heading, mapping } = draft;
  const names = namesOf(heading);
  const own = ownColumn(field, names);
  const chosen = mapping[field] ?? own ?? "";
  const values = chosen ? valuesOf(heading, under(rows, heading), chosen).slice(0, 3) : [];
  return (
    <SelectField
      label={CHOICE_LABELS[field]}
      name={field}
      value={chosen}
      hint={values.length > 0 ? values.join(" · ").slice(0, 80) : hintOf(field)}
      error={errorOf(field)}
      required={field === "date"}
      onChange={(event) => onChoose(field, event.target.value)}
    >
      {/* A column that carries our own name is read in any case. */}
      {!own && <option value="">{t("Not in this file")}</option>}
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function hintOf(field: Field): string | undefined {
  return field === "kind"
    ? t("Without it, the sign of the quantity tells buying from selling.")
    : undefined;
}

const ORDERS = {
  "": t("Found by itself"),
  dmy: t("Day, month, year"),
  mdy: t("Month, day, year"),
  ymd: t("Year, month, day"),
};

const MARKS = {
  "": t("Found by itself"),
  ".": t("Point, as in {example}", { example: "1,234.56" }),
  ",": t("Comma, as in {example}", { example: "1.234,56" }),
};

/** What a file may not tell by itself: how its days and figures are written, and its currency. */
export function OptionSelect({
  choice,
  draft,
  errorOf,
  onChoose,
}: { choice: "date_order" | "decimal_mark" } & FieldsProps) {
  const options = choice === "date_order" ? ORDERS : MARKS;
  return (
    <SelectField
      label={CHOICE_LABELS[choice]}
      name={choice}
      value={draft.mapping[choice] ?? ""}
      error={errorOf(choice)}
      onChange={(event) => onChoose(choice, event.target.value)}
    >
      {Object.entries(options).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}

export function DefaultCurrency({ draft, errorOf, onChoose }: FieldsProps) {
  return (
    <TextField
      label={CHOICE_LABELS.default_currency}
      name="default_currency"
      value={draft.mapping.default_currency ?? ""}
      hint={t("Where a row names none, for example EUR")}
      error={errorOf("default_currency")}
      maxLength={3}
      autoCapitalize="characters"
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChoose("default_currency", event.target.value.toUpperCase().trim())}
    />
  );
}
