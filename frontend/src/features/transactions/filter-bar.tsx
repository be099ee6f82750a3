import { t } from "@/languages/translate";

import { KIND_NAMES, KINDS } from "./kinds";
import { DAYS, type LedgerFilter } from "./ledger-filter";

export function FilterBar({
  filter,
  years,
  onChange,
}: {
  filter: LedgerFilter;
  years: readonly string[];
  onChange: (changes: Record<string, string>) => void;
}) {
  return (
    <div className="no-print flex w-full flex-wrap gap-2 sm:w-auto">
      <input
        type="search"
        aria-label={t("Filter by symbol or note")}
        placeholder={t("Symbol or note")}
        className="control w-full sm:w-36"
        defaultValue={filter.text}
        onChange={({ target }) => onChange({ text: target.value })}
      />
      <select
        aria-label={t("Filter by kind")}
        className="control min-w-0 flex-1 sm:w-36 sm:flex-none"
        value={filter.kind}
        onChange={({ target }) => onChange({ kind: target.value })}
      >
        <option value="">{t("All kinds")}</option>
        {KIND_NAMES.map((kind) => (
          <option key={kind} value={kind}>
            {KINDS[kind].label}
          </option>
        ))}
      </select>
      <select
        aria-label={t("Filter by year")}
        className="control min-w-0 flex-1 sm:flex-none"
        value={filter.year}
        onChange={({ target }) => onChange({ year: target.value, from: "", to: "" })}
      >
        <option value="">{t("All years")}</option>
        {years.map((year) => (
          <option key={year}>{year}</option>
        ))}
        <option value={DAYS}>{t("Between two days")}</option>
      </select>
      {filter.year === DAYS && <Days {...filter} onChange={onChange} />}
    </div>
  );
}

/** From one trading day to another, both in it; without one of them the ledger is open that way. */
function Days({
  from,
  to,
  onChange,
}: {
  from: string;
  to: string;
  onChange: (changes: Record<string, string>) => void;
}) {
  // An emptied field leaves the choice of days as it is.
  const day = (name: "from" | "to", label: string, value: string) => (
    <input
      type="date"
      aria-label={label}
      title={label}
      className="control w-36"
      defaultValue={value}
      onChange={({ target }) => onChange({ year: DAYS, [name]: target.value })}
    />
  );
  return (
    <span className="flex items-center gap-2">
      {day("from", t("First day"), from)}
      <span aria-hidden="true" className="text-faint">
        –
      </span>
      {day("to", t("Last day"), to)}
    </span>
  );
}
