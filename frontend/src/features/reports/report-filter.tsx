import type { ReportFilter } from "@/api/models";
import { usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";

import { REPORT_KINDS } from "./kinds";

const STATES: { value: NonNullable<ReportFilter["status"]>; label: string }[] = [
  { value: "queued", label: t("Waiting") },
  { value: "running", label: t("Being made") },
  { value: "ready", label: t("Ready") },
  { value: "failed", label: t("Failed") },
];

/** The filter as the address has it; what is none of the choices is none. */
export function filterOf(search: URLSearchParams): ReportFilter {
  const kind = REPORT_KINDS.find(({ value }) => value === search.get("kind"))?.value;
  const status = STATES.find(({ value }) => value === search.get("status"))?.value;
  const portfolio_id = search.get("of");
  return {
    ...(kind && { kind }),
    ...(status && { status }),
    ...(portfolio_id && { portfolio_id }),
  };
}

/** Which of many reports are listed; kept in the address. */
export function ReportFilterBar({
  search,
  onChange,
}: {
  search: URLSearchParams;
  onChange: (name: string, value: string) => void;
}) {
  const portfolios = usePortfolios().data ?? [];
  const choices = [
    { name: "kind", label: t("Kind"), every: t("Every kind"), options: REPORT_KINDS },
    { name: "status", label: t("State"), every: t("Every state"), options: STATES },
    {
      name: "of",
      label: t("Portfolio"),
      every: t("Every portfolio"),
      options: portfolios.map(({ id, name }) => ({ value: id, label: name })),
    },
  ];
  return (
    <div
      role="search"
      aria-label={t("Which reports")}
      className="no-print mb-5 grid grid-cols-2 gap-2 sm:flex"
    >
      {choices.map(({ name, label, every, options }) => (
        <select
          key={name}
          aria-label={label}
          className="control min-w-0 last:col-span-2 sm:max-w-52"
          value={search.get(name) ?? ""}
          onChange={({ target }) => onChange(name, target.value)}
        >
          <option value="">{every}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ))}
    </div>
  );
}
