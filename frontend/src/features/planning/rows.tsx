import { useId, useRef } from "react";
import { flushSync } from "react-dom";

import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { Icon } from "@/ui/icon";

import { isTwice, type Row } from "./choices";

export type Option = { value: string; label: string };

type Column = { field: "value" | "most"; label: string; min: number; max: number };

const EMPTY: Row = { name: "", value: "", most: "" };

/** Numbers by symbol, sector or currency, in rows that one adds and removes. */
export function Rows({
  title,
  hint,
  name,
  options = [],
  known = [],
  columns,
  rows,
  onChange,
  errorOf,
}: {
  title: string;
  hint?: string;
  /** What a row is about: a symbol, a sector. */
  name: string;
  /** Only these, where they are known. */
  options?: readonly Option[];
  /** Offered while typing. */
  known?: readonly string[];
  columns: readonly Column[];
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  errorOf: (name: string) => string | undefined;
}) {
  const group = useRef<HTMLFieldSetElement>(null);
  const listId = useId();
  const focus = (query: string) =>
    [...(group.current?.querySelectorAll<HTMLElement>(query) ?? [])].at(-1)?.focus();
  const change = (at: number, part: Partial<Row>) =>
    onChange(rows.map((row, other) => (other === at ? { ...row, ...part } : row)));
  const add = () => {
    flushSync(() => onChange([...rows, EMPTY]));
    focus("[data-name] input, [data-name] select");
  };
  const remove = (at: number) => {
    flushSync(() => onChange(rows.filter((_, other) => other !== at)));
    focus("button");
  };
  return (
    <fieldset ref={group} className="min-w-0">
      <legend className="font-medium">{title}</legend>
      {hint && <p className="text-sm text-faint">{hint}</p>}
      {rows.map((row, at) => {
        const twin = isTwice(rows, at) ? t("There is a row for it already.") : undefined;
        const common = {
          label: name,
          value: row.name,
          required: true,
          error: twin,
          className: "sm:w-40",
        };
        // Where there is little room, numbers that belong together stay together.
        const isAlone = columns.length > 1;
        return (
          <div key={at} className="mt-2 flex flex-wrap items-start gap-2">
            <div
              data-name
              className={cx("max-sm:min-w-28 max-sm:flex-1", isAlone && "max-sm:basis-full")}
            >
              {options.length > 0 ? (
                <SelectField
                  {...common}
                  onChange={(event) => change(at, { name: event.target.value })}
                >
                  <option value="">–</option>
                  {options.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </SelectField>
              ) : (
                <TextField
                  {...common}
                  list={listId}
                  autoComplete="off"
                  maxLength={80}
                  onChange={(event) => change(at, { name: event.target.value })}
                />
              )}
            </div>
            {columns.map(({ field, label, min, max }, place) => (
              <TextField
                key={field}
                label={label}
                type="number"
                step="any"
                {...{ min, max }}
                required
                value={row[field]}
                onChange={(event) => change(at, { [field]: event.target.value })}
                error={place === 0 ? errorOf(row.name) : undefined}
                className="w-28 sm:w-32"
              />
            ))}
            <Button
              look="quiet"
              size="sm"
              className="mt-7 max-sm:px-2"
              aria-label={t("Remove {name} from “{list}”", {
                name: row.name || t("the empty row"),
                list: title,
              })}
              onClick={() => remove(at)}
            >
              <Icon name="close" className="size-4" />
            </Button>
          </div>
        );
      })}
      <datalist id={listId}>
        {known.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Button look="secondary" size="sm" className="mt-2" onClick={add}>
        <Icon name="plus" className="size-3.5" /> {t("Add a row")}
        <span className="sr-only">{t("to “{list}”", { list: title })}</span>
      </Button>
    </fieldset>
  );
}
