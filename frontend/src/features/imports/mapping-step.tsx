import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { SelectField } from "@/ui/field";
import { ErrorState } from "@/ui/states";

import { anyOf } from "./choice-labels";
import { missingOf, type Choice, type Field } from "./columns";
import { HeadTable } from "./head-table";
import { under, withHeading, type MappingDraft } from "./mapping-draft";
import { ColumnSelect, DefaultCurrency, OptionSelect, type FieldsProps } from "./mapping-fields";

const MORE: Field[] = ["name", "time", "settle_date", "fx_rate", "ratio", "related_symbol"];
const LEAST: Field[] = ["tags", "id"];

/** Where nobody knows the file: its beginning, and which of its columns is what. */
export function MappingStep({
  fileName,
  draft,
  isBusy,
  error,
  onChange,
  onRead,
  onCancel,
}: {
  fileName: string;
  draft: MappingDraft;
  isBusy: boolean;
  error: unknown;
  onChange: (draft: MappingDraft) => void;
  onRead: () => void;
  onCancel: () => void;
}) {
  const [wasAsked, setAsked] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const problem = error ? asApiError(error) : null;
  const missing = missingOf(draft.mapping);
  const lacks = (choice: Choice) => missing.find(([first]) => first === choice);
  const fields: FieldsProps = {
    draft,
    errorOf: (choice) => {
      const group = wasAsked ? lacks(choice) : undefined;
      return group ? needed(group) : problem?.fieldMessage(choice);
    },
    onChoose: (choice, value) =>
      onChange({ ...draft, mapping: { ...draft.mapping, [choice]: value } }),
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(true);
    const [first] = missing;
    if (!first) onRead();
    else event.currentTarget.querySelector<HTMLElement>(`[name="${first[0] ?? ""}"]`)?.focus();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-7">
      <div>
        <p className="label">{fileName}</p>
        <h2 ref={title} tabIndex={-1} className="text-2xl outline-none">
          {t("Which column is what?")}
        </h2>
        <p className="max-w-2xl text-soft">
          {t(
            "This file is none we know by itself. Say which of its columns holds what; what its names suggest is chosen already. You see every row before anything is booked.",
          )}
        </p>
      </div>
      {problem && (
        <ErrorState failure={{ ...failureOf(problem), title: t("It cannot be read like this") }} />
      )}
      <div className="flex min-w-0 flex-col gap-4">
        <HeadingRow draft={draft} onChange={onChange} />
        <HeadTable draft={draft} />
      </div>
      <Choices fields={fields} />
      <div className="flex flex-col gap-3 border-t border-line pt-5">
        <p role="status" className="text-soft">
          {missing.length > 0
            ? t("Still missing: {what}.", { what: missing.map(anyOf).join("; ") })
            : t("Nothing is missing.")}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" isBusy={isBusy}>
            {t("Read the file")}
          </Button>
          <Button look="quiet" onClick={onCancel}>
            {t("Choose another file")}
          </Button>
        </div>
      </div>
    </form>
  );
}

function needed(group: readonly Choice[]): string {
  return group.length > 1
    ? t("At least one is needed: {what}.", { what: anyOf(group) })
    : t("This is needed.");
}

function Choices({ fields }: { fields: FieldsProps }) {
  const columns = (...names: Field[]) =>
    names.map((field) => <ColumnSelect key={field} field={field} {...fields} />);
  const more = [...MORE, ...LEAST];
  const [wasNamed] = useState(() => more.some((field) => fields.draft.mapping[field]));
  return (
    <>
      <Group legend={t("When")} need={t("needed")}>
        {columns("date")}
        <OptionSelect choice="date_order" {...fields} />
      </Group>
      <Group legend={t("Of what")} need={t("at least one")}>
        {columns("symbol", "isin", "kind")}
      </Group>
      <Group legend={t("How much")} need={t("at least one")}>
        {columns("quantity", "price", "amount")}
        <OptionSelect choice="decimal_mark" {...fields} />
      </Group>
      <Group legend={t("In which currency")} need={t("at least one")}>
        {columns("currency")}
        <DefaultCurrency {...fields} />
      </Group>
      <Group legend={t("What else it says")}>{columns("fee", "tax", "account", "note")}</Group>
      <details open={wasNamed || more.some((field) => fields.errorOf(field) !== undefined)}>
        <summary className="flex min-h-9 items-baseline gap-2 font-medium">
          <span aria-hidden="true" className="text-faint">
            ›
          </span>
          {t("More columns")}
        </summary>
        <Grid>{columns(...more)}</Grid>
      </details>
    </>
  );
}

function Group({ legend, need, children }: { legend: string; need?: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend className="font-medium">
        {legend}
        {need && <span className="font-normal text-faint"> · {need}</span>}
      </legend>
      <Grid>{children}</Grid>
    </fieldset>
  );
}

function Grid({ children }: { children: ReactNode }) {
  return <div className="mt-2 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">{children}</div>;
}

/** Exports often begin with lines about the account; the names stand further down. */
function HeadingRow({
  draft: { rows, heading },
  onChange,
}: {
  draft: MappingDraft;
  onChange: (draft: MappingDraft) => void;
}) {
  return (
    <SelectField
      className="max-w-md"
      label={t("The names of the columns stand in")}
      value={heading.number}
      onChange={(event) => {
        const row = rows.find(({ number }) => number === Number(event.target.value));
        if (row && under(rows, row).length > 0) onChange(withHeading(rows, row));
      }}
    >
      {rows
        .slice(0, -1)
        .slice(0, 40)
        .map(({ number, cells }) => (
          <option key={number} value={number}>
            {t("Row {number}: {text}", {
              number,
              text: cells.filter(Boolean).join(", ").slice(0, 60),
            })}
          </option>
        ))}
    </SelectField>
  );
}
