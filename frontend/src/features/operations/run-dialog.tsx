import type { ReactNode } from "react";

import { failureOf } from "@/api/errors";
import { useReplay } from "@/api/ingestion";
import type { PastRun } from "@/api/models";
import { excuse, JOB_KINDS, OCCASIONS, OUTCOMES, warning, worded } from "@/features/market/words";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { formatInteger } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorState } from "@/ui/states";

const COUNTS: Readonly<Record<string, string>> = {
  accepted: t("rows accepted"),
  quarantined: t("rows held back"),
  dividends: t("dividends"),
  splits: t("splits"),
  after_today: t("rows of days to come"),
  empty: t("empty rows"),
  partial: t("rows of a day under way"),
  blank_fields: t("fields left blank"),
  out_of_order: t("rows out of order"),
  duplicates: t("rows given twice"),
  added: t("days added"),
  changed: t("days changed"),
};

/** All that is known of a job; the payload it fetched can be taken through the checks again. */
export function RunDialog({ run, onClose }: { run: PastRun; onClose: () => void }) {
  const { symbol, status, source, kind, reason, attempts, payload_id } = run;
  const counts = Object.entries(run.counts).filter(([, count]) => count > 0);
  return (
    <Dialog title={t("Run of {symbol}", { symbol })} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        <Told label={t("Outcome")}>
          <Badge tone={status === "loaded" ? "plain" : "warn"}>{worded(OUTCOMES, status)}</Badge>
        </Told>
        <Told label={t("Asked for")}>
          {worded(JOB_KINDS, kind)}, {worded(OCCASIONS, reason)}
        </Told>
        <Told label={t("Source")}>{source ?? "–"}</Told>
        <Told label={t("Began")}>{formatInstant(run.started_at)}</Told>
        <Told label={t("Took")}>
          {t("{count} ms", { count: formatInteger(run.milliseconds) })}
          {attempts > 1 && ` · ${t("attempt {number}", { number: attempts })}`}
        </Told>
        {counts.map(([name, count]) => (
          <Told key={name} label={worded(COUNTS, name)}>
            {formatInteger(count)}
          </Told>
        ))}
      </dl>
      <Notes run={run} />
      {payload_id && <Replay payloadId={payload_id} />}
    </Dialog>
  );
}

function Told({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint first-letter:uppercase">{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Notes({ run: { skipped, warnings } }: { run: PastRun }) {
  if (skipped.length + warnings.length === 0) return null;
  return (
    <ul className="mt-4 list-disc pl-5 text-sm text-warn">
      {skipped.map(({ provider, reason }) => (
        <li key={`${provider} ${reason}`}>
          {t("{provider} passed over: {reason}", { provider, reason: excuse(reason) })}
        </li>
      ))}
      {warnings.map((code) => (
        <li key={code}>{warning(code)}</li>
      ))}
    </ul>
  );
}

function Replay({ payloadId }: { payloadId: string }) {
  const replay = useReplay();
  return (
    <div className="mt-6 border-t border-line pt-4">
      <p className="text-sm text-soft">
        {t(
          "What the source answered is kept. It can be read, checked and loaded again, without asking the source; doing so twice changes nothing.",
        )}
      </p>
      <p className="label mt-1 break-all">{payloadId}</p>
      {replay.isError && <ErrorState className="mt-3" failure={failureOf(replay.error)} />}
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button
          look="secondary"
          size="sm"
          isBusy={replay.isPending}
          onClick={() => replay.mutate(payloadId)}
        >
          {t("Read it again")}
        </Button>
        <span role="status" className="text-sm text-gain">
          {replay.isSuccess &&
            t("Read again: {loaded} loaded, {held} held back.", {
              loaded: formatInteger(replay.data.loaded),
              held: formatInteger(replay.data.quarantined),
            })}
        </span>
      </div>
    </div>
  );
}
