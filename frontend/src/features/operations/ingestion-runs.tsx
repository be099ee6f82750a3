import { useState } from "react";
import { useSearchParams } from "react-router";

import { useIngestionRuns } from "@/api/ingestion";
import type { PastRun } from "@/api/models";
import { OUTCOMES, worded } from "@/features/market/words";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Loaded } from "@/ui/loaded";
import { NextPage } from "@/ui/paged";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { RunDialog } from "./run-dialog";

/** The jobs of the last 30 days, by outcome and symbol; each opens to all that is known of it. */
export function IngestionRuns() {
  const [search, setSearch] = useSearchParams();
  const status = search.get("status") ?? "";
  const symbol = search.get("symbol") ?? "";
  const runs = useIngestionRuns({ status, symbol });
  const [opened, setOpened] = useState<PastRun>();
  const choose = (name: string, value: string) => {
    if (value) search.set(name, value);
    else search.delete(name);
    setSearch(search, { replace: true });
  };
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        <select
          aria-label={t("Filter by outcome")}
          className="control"
          value={status}
          onChange={({ target }) => choose("status", target.value)}
        >
          <option value="">{t("Every outcome")}</option>
          {Object.entries(OUTCOMES).map(([code, label]) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={t("Filter by symbol")}
          placeholder={t("Symbol")}
          className="control w-36 uppercase placeholder:normal-case"
          defaultValue={symbol}
          maxLength={24}
          onChange={({ target }) => choose("symbol", target.value.trim().toUpperCase())}
        />
      </div>
      <Loaded query={runs} skeleton={<Skeleton className="h-80" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-soft">{t("No such run within the last 30 days.")}</p>
          ) : (
            <Table caption={t("Ingestion runs")}>
              <thead>
                <tr>
                  <Th>{t("Symbol")}</Th>
                  <Th className="hidden sm:table-cell">{t("Finished")}</Th>
                  <Th className="hidden sm:table-cell">{t("Source")}</Th>
                  <Th>{t("Outcome")}</Th>
                  <Th isNumeric>{t("Loaded")}</Th>
                  <Th isNumeric className="hidden sm:table-cell">
                    {t("Held back")}
                  </Th>
                </tr>
              </thead>
              <tbody>
                {items.map((run) => (
                  <Row key={run.id} run={run} onOpen={() => setOpened(run)} />
                ))}
              </tbody>
            </Table>
          )
        }
      </Loaded>
      <NextPage query={runs} />
      {opened && <RunDialog run={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

function Row({ run, onOpen }: { run: PastRun; onOpen: () => void }) {
  const { symbol, status, source, finished_at, loaded, quarantined, skipped, warnings } = run;
  const notes = skipped.length + warnings.length;
  return (
    <tr>
      <Td>
        <button
          type="button"
          className="font-semibold hover:text-accent max-sm:underline max-sm:underline-offset-4"
          aria-label={t("Details of the run of {symbol}", { symbol })}
          onClick={onOpen}
        >
          {symbol}
        </button>
        <span className="label block sm:hidden">{formatInstant(finished_at)}</span>
      </Td>
      <Td className="hidden whitespace-nowrap sm:table-cell">{formatInstant(finished_at)}</Td>
      <Td className="hidden sm:table-cell">{source ?? "–"}</Td>
      <Td>
        <Badge tone={status === "loaded" ? "plain" : "warn"}>{worded(OUTCOMES, status)}</Badge>{" "}
        {notes > 0 && <Badge tone="warn">{t("with notes")}</Badge>}
      </Td>
      <Td isNumeric>{formatInteger(loaded)}</Td>
      <Td isNumeric className="hidden sm:table-cell">
        {formatInteger(quarantined)}
      </Td>
    </tr>
  );
}
