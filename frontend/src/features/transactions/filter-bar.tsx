import { t } from "@/languages/translate";

import { KIND_NAMES, KINDS } from "./kinds";
import type { LedgerFilter } from "./ledger-filter";

export function FilterBar({
  filter,
  years,
  onChange,
}: {
  filter: LedgerFilter;
  years: readonly string[];
  onChange: (name: string, value: string) => void;
}) {
  return (
    <div className="no-print flex flex-wrap gap-2">
      <input
        type="search"
        aria-label={t("Filter by symbol or note")}
        placeholder={t("Symbol or note")}
        className="control w-36"
        defaultValue={filter.text}
        onChange={({ target }) => onChange("text", target.value)}
      />
      <select
        aria-label={t("Filter by kind")}
        className="control w-36"
        value={filter.kind}
        onChange={({ target }) => onChange("kind", target.value)}
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
        className="control"
        value={filter.year}
        onChange={({ target }) => onChange("year", target.value)}
      >
        <option value="">{t("All years")}</option>
        {years.map((year) => (
          <option key={year}>{year}</option>
        ))}
      </select>
    </div>
  );
}
