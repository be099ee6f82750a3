import { useState } from "react";

import { failureOf } from "@/api/errors";
import { useReleaseQuarantined, useReplay } from "@/api/ingestion";
import { useMarketStatus } from "@/api/market";
import type { Quarantined } from "@/api/models";
import { FAULTS, mayBeRight, worded } from "@/features/market/words";
import { counted, t } from "@/languages/translate";
import { formatDay, formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Loaded } from "@/ui/loaded";
import { ErrorState, Skeleton } from "@/ui/states";

/** Rows that failed a check, with the evidence; an administrator may find them right after all. */
export function Quarantine() {
  const status = useMarketStatus();
  const [asked, setAsked] = useState<Quarantined>();
  return (
    <>
      <Loaded query={status} skeleton={<Skeleton className="h-48" />}>
        {({ quarantined }) =>
          quarantined.length === 0 ? (
            <p className="text-soft">{t("Nothing is held back.")}</p>
          ) : (
            <ul className="border-t border-line-strong" aria-label={t("Quarantined rows")}>
              {quarantined.map((row) => (
                <Finding key={row.id} row={row} onRelease={() => setAsked(row)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {asked && <Release row={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Finding({ row, onRelease }: { row: Quarantined; onRelease: () => void }) {
  const { symbol, reason, source, rows, at, payload_id } = row;
  const replay = useReplay();
  return (
    <li className="border-b border-line py-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-80">
          <p>
            <span className="font-semibold">{symbol}</span> · {daysOf(row)}{" "}
            {rows > 1 && <Badge>{counted("{count} row", "{count} rows", rows)}</Badge>}
          </p>
          <p className="first-letter:uppercase">{worded(FAULTS, reason)}</p>
          <p className="label">
            {source} · {t("found {when}", { when: formatInstant(at) })}
          </p>
        </div>
        <Evidence evidence={row.evidence} />
        <div className="flex flex-wrap gap-2">
          <Button
            look="quiet"
            size="sm"
            isBusy={replay.isPending}
            aria-label={t("Check {symbol} again", { symbol })}
            onClick={() => replay.mutate(payload_id)}
          >
            {t("Check again")}
          </Button>
          {mayBeRight(reason) && (
            <Button
              look="secondary"
              size="sm"
              aria-label={t("Load {symbol} anyway", { symbol })}
              onClick={onRelease}
            >
              {t("Load it anyway")}
            </Button>
          )}
        </div>
      </div>
      {replay.isError && <ErrorState className="mt-3" failure={failureOf(replay.error)} />}
      <p role="status" className="text-sm text-soft">
        {replay.isSuccess &&
          t("Read again: {loaded} loaded, {held} held back.", {
            loaded: formatInteger(replay.data.loaded),
            held: formatInteger(replay.data.quarantined),
          })}
      </p>
    </li>
  );
}

function Evidence({ evidence }: { evidence: Quarantined["evidence"] }) {
  const entries = Object.entries(evidence);
  if (entries.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_auto] content-start gap-x-4 text-sm">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-faint">{worded(NAMES, name)}</dt>
          <dd className="text-right break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  open: t("Open"),
  high: t("High"),
  low: t("Low"),
  close: t("Close"),
  previous_close: t("Close before"),
  next_close: t("Close after"),
  suspected_ratio: t("Ratio it looks like"),
  dividend: t("Dividend"),
  dividends: t("Dividend"),
  row: t("Row"),
  ratio: t("Ratio"),
};

function daysOf({ date, last_date }: Quarantined): string {
  if (!date) return t("day not known");
  const isSpan = last_date !== null && last_date !== date;
  return isSpan ? `${formatDay(date)} – ${formatDay(last_date)}` : formatDay(date);
}

function Release({ row, onClose }: { row: Quarantined; onClose: () => void }) {
  const release = useReleaseQuarantined();
  return (
    <ConfirmDialog
      title={t("Load it anyway?")}
      confirmLabel={t("Load it")}
      keepLabel={t("Keep it back")}
      isBusy={release.isPending}
      error={release.error}
      onConfirm={() => release.mutate(row.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {t(
          "{symbol}, {days}: {fault}. Once loaded, these prices count everywhere: in charts, values and returns of everyone here. The decision is remembered.",
          { symbol: row.symbol, days: daysOf(row), fault: worded(FAULTS, row.reason) },
        )}
      </p>
    </ConfirmDialog>
  );
}
