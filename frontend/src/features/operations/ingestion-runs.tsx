import { useState } from "react";

import { useIngestionRuns } from "@/api/operations";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

export function IngestionRuns() {
  const [status, setStatus] = useState("");
  const runs = useIngestionRuns(status);
  const all = useIngestionRuns("").data ?? [];
  const statuses = [...new Set(all.map((run) => run.status))].sort();
  return (
    <>
      <select
        aria-label={t("Filter by outcome")}
        className="control mb-4"
        value={status}
        onChange={({ target }) => setStatus(target.value)}
      >
        <option value="">{t("Every outcome")}</option>
        {statuses.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <Loaded query={runs} skeleton={<Skeleton className="h-80" />}>
        {(items) => (
          <Table caption={t("Ingestion runs")}>
            <thead>
              <tr>
                <Th>{t("Finished")}</Th>
                <Th>{t("Symbol")}</Th>
                <Th>{t("Source")}</Th>
                <Th>{t("Outcome")}</Th>
                <Th isNumeric>{t("Loaded")}</Th>
                <Th isNumeric>{t("Held back")}</Th>
                <Th isNumeric className="hidden md:table-cell">
                  {t("Milliseconds")}
                </Th>
              </tr>
            </thead>
            <tbody>
              {items.map((run) => (
                <tr key={run.id}>
                  <Td className="whitespace-nowrap">{formatInstant(run.finished_at)}</Td>
                  <Td className="font-semibold">{run.symbol}</Td>
                  <Td>{run.source ?? "–"}</Td>
                  <Td>
                    <Badge>{run.status}</Badge>
                    {run.warnings.map((warning) => (
                      <span key={warning} className="block text-sm text-warn">
                        {warning}
                      </span>
                    ))}
                  </Td>
                  <Td isNumeric>{formatInteger(run.loaded)}</Td>
                  <Td isNumeric>{formatInteger(run.quarantined)}</Td>
                  <Td isNumeric className="hidden md:table-cell">
                    {formatInteger(run.milliseconds)}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
    </>
  );
}
