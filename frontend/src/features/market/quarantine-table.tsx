import type { Quarantined } from "@/api/models";
import { formatDay } from "@/lib/dates";
import { Table, Td, Th } from "@/ui/table";

export function QuarantineTable({ rows }: { rows: readonly Quarantined[] }) {
  return (
    <Table caption="Quarantined rows">
      <thead>
        <tr>
          <Th>Symbol</Th>
          <Th>Day</Th>
          <Th>Reason</Th>
          <Th className="hidden sm:table-cell">Source</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={`${row.symbol}${row.date ?? ""}${index}`}>
            <Td className="font-semibold">{row.symbol}</Td>
            <Td className="whitespace-nowrap">{row.date ? formatDay(row.date) : ""}</Td>
            <Td>{row.reason}</Td>
            <Td className="hidden sm:table-cell">{row.source}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
