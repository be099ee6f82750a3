import type { Run } from "@/api/models";
import { formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Table, Td, Th } from "@/ui/table";

export function RunsTable({ runs }: { runs: readonly Run[] }) {
  return (
    <Table caption="Last runs">
      <thead>
        <tr>
          <Th>Started</Th>
          <Th>Symbol</Th>
          <Th className="hidden sm:table-cell">Source</Th>
          <Th>Outcome</Th>
          <Th isNumeric>Loaded</Th>
          <Th isNumeric className="hidden sm:table-cell">
            Held back
          </Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <Td className="whitespace-nowrap">{formatInstant(run.started_at)}</Td>
            <Td className="font-semibold">{run.symbol}</Td>
            <Td className="hidden sm:table-cell">{run.source ?? ""}</Td>
            <Td>
              <Badge tone={run.error ? "loss" : "plain"}>{run.status}</Badge>
              {run.error && <span className="block text-sm text-soft">{run.error}</span>}
            </Td>
            <Td isNumeric>{formatInteger(run.loaded)}</Td>
            <Td isNumeric className="hidden sm:table-cell">
              {formatInteger(run.quarantined)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
