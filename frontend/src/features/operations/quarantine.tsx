import { failureOf } from "@/api/errors";
import { useMarketStatus } from "@/api/market";
import { useReleaseQuarantined } from "@/api/operations";
import { t } from "@/languages/translate";
import { formatDay, formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { ErrorState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

/** Rows that failed a check, with the evidence; an administrator may find them right after all. */
export function Quarantine() {
  const status = useMarketStatus();
  const release = useReleaseQuarantined();
  return (
    <>
      {release.isError && <ErrorState className="mb-4" failure={failureOf(release.error)} />}
      <Loaded query={status} skeleton={<Skeleton className="h-48" />}>
        {({ quarantined }) =>
          quarantined.length === 0 ? (
            <p className="text-soft">{t("Nothing is held back.")}</p>
          ) : (
            <Table caption={t("Quarantined rows")}>
              <thead>
                <tr>
                  <Th>{t("Symbol")}</Th>
                  <Th>{t("Day")}</Th>
                  <Th isNumeric>{t("Rows")}</Th>
                  <Th>{t("Reason")}</Th>
                  <Th className="hidden md:table-cell">{t("Source")}</Th>
                  <Th>
                    <span className="sr-only">{t("Actions")}</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                {quarantined.map((row) => (
                  <tr key={row.id}>
                    <Td className="font-semibold">{row.symbol}</Td>
                    <Td className="whitespace-nowrap">
                      {row.date ? formatDay(row.date) : formatInstant(row.at)}
                    </Td>
                    <Td isNumeric>{formatInteger(row.rows)}</Td>
                    <Td>
                      {row.reason}
                      <span className="block text-sm text-faint">
                        {Object.entries(row.evidence)
                          .map(([name, value]) => `${name} ${value}`)
                          .join(", ")}
                      </span>
                    </Td>
                    <Td className="hidden md:table-cell">{row.source}</Td>
                    <Td isNumeric>
                      <Button
                        look="secondary"
                        size="sm"
                        isBusy={release.isPending && release.variables === row.id}
                        onClick={() => release.mutate(row.id)}
                      >
                        {t("Load it anyway")}
                      </Button>
                    </Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </Loaded>
    </>
  );
}
