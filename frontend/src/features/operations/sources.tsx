import { useSources } from "@/api/ingestion";
import type { Source } from "@/api/models";
import { CAPABILITIES, excuse, worded } from "@/features/market/words";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

/** Whom the pipeline asks, in order, and who is left alone for now. */
export function Sources() {
  const sources = useSources();
  return (
    <>
      <p className="mb-5 max-w-2xl text-soft">
        {t(
          "In the order they are asked. One that fails is left alone for a while, each time a little longer, and the next one is asked in its place.",
        )}
      </p>
      <Loaded query={sources} skeleton={<Skeleton className="h-48" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-soft">{t("No source is set up: prices come from nowhere.")}</p>
          ) : (
            <Table caption={t("Sources")}>
              <thead>
                <tr>
                  <Th>{t("Source")}</Th>
                  <Th>{t("State")}</Th>
                  <Th className="hidden md:table-cell">{t("Can be asked for")}</Th>
                  <Th isNumeric className="hidden md:table-cell">
                    {t("Asked today")}
                  </Th>
                </tr>
              </thead>
              <tbody>
                {items.map((source) => (
                  <Row key={source.provider} source={source} />
                ))}
              </tbody>
            </Table>
          )
        }
      </Loaded>
      <p className="label mt-3">
        {t("Requests are counted of sources that allow only so many a day.")}
      </p>
    </>
  );
}

function Row({
  source: { provider, reason, until, capabilities, used_today },
}: {
  source: Source;
}) {
  const can = capabilities.map((one) => worded(CAPABILITIES, one)).join(", ");
  return (
    <tr>
      <Td>
        <span className="font-semibold">{provider}</span>
      </Td>
      <Td>
        <Badge tone={reason === "ok" ? "gain" : "warn"}>{excuse(reason)}</Badge>
        {until && (
          <span className="block text-sm text-soft">
            {t("left alone until {when}", { when: formatInstant(until) })}
          </span>
        )}
        <span className="label block md:hidden">{can}</span>
        {used_today !== null && (
          <span className="label block md:hidden">
            {t("Asked today")}: {formatInteger(used_today)}
          </span>
        )}
      </Td>
      <Td className="hidden text-soft md:table-cell">{can}</Td>
      <Td isNumeric className="hidden md:table-cell">
        {used_today === null ? "–" : formatInteger(used_today)}
      </Td>
    </tr>
  );
}
