import type { Quarantined } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { Table, Td, Th } from "@/ui/table";

import { FAULTS, worded } from "./words";

export function QuarantineTable({ rows }: { rows: readonly Quarantined[] }) {
  return (
    <Table caption={t("Quarantined rows")}>
      <thead>
        <tr>
          <Th>{t("Symbol")}</Th>
          <Th>{t("Day")}</Th>
          <Th>{t("Reason")}</Th>
          <Th className="hidden sm:table-cell">{t("Source")}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={`${row.symbol}${row.date ?? ""}${index}`}>
            <Td className="font-semibold">{row.symbol}</Td>
            <Td className="whitespace-nowrap">{row.date ? formatDay(row.date) : ""}</Td>
            <Td>{worded(FAULTS, row.reason)}</Td>
            <Td className="hidden sm:table-cell">{row.source}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
