import type { Run } from "@/api/models";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Table, Td, Th } from "@/ui/table";

import { excuse, OUTCOMES, warning, worded } from "./words";

export function RunsTable({ runs }: { runs: readonly Run[] }) {
  return (
    <Table caption={t("Last runs")}>
      <thead>
        <tr>
          <Th>{t("Finished")}</Th>
          <Th>{t("Symbol")}</Th>
          <Th className="hidden sm:table-cell">{t("Source")}</Th>
          <Th>{t("Outcome")}</Th>
          <Th isNumeric>{t("Loaded")}</Th>
          <Th isNumeric className="hidden sm:table-cell">
            {t("Held back")}
          </Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <Td className="whitespace-nowrap">{formatInstant(run.finished_at)}</Td>
            <Td className="font-semibold">{run.symbol}</Td>
            <Td className="hidden sm:table-cell">{run.source ?? ""}</Td>
            <Td>
              <Badge tone={run.status === "loaded" ? "plain" : "warn"}>
                {worded(OUTCOMES, run.status)}
              </Badge>
              {notesOf(run).map((note) => (
                <span key={note} className="block text-sm text-soft">
                  {note}
                </span>
              ))}
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

function notesOf({ skipped, warnings }: Run): string[] {
  return [
    ...skipped.map(({ provider, reason }) =>
      t("{provider} passed over: {reason}", { provider, reason: excuse(reason) }),
    ),
    ...warnings.map(warning),
  ];
}
