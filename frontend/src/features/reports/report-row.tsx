import { failureOf } from "@/api/errors";
import type { Report } from "@/api/models";
import { isBeingMade, useCancelReport, useDownloadReport } from "@/api/reports";
import { t } from "@/languages/translate";
import { formatAge, formatDay, formatInstant } from "@/lib/dates";
import { formatPercent } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorState } from "@/ui/states";

import { kindLabel } from "./kinds";
import { daysOf } from "./periods";
import { ReportActions } from "./report-actions";

/** What is being done with a report, in a dialog of the page. */
export type Doing = "read" | "share" | "delete" | "again";

/** One report: how far it is, or what it can be taken as. */
export function ReportRow({ report, onDo }: { report: Report; onDo: (what: Doing) => void }) {
  const { kind, title, as_of, created_at, status, problem } = report;
  const download = useDownloadReport();
  const about = [
    kindLabel(kind),
    daysOf(report),
    as_of && t("as of {day}", { day: formatDay(as_of) }),
  ];
  return (
    <li className="grid gap-x-6 gap-y-2 border-b border-line py-4 lg:grid-cols-[minmax(0,1fr)_auto] lg:items-center">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          {title}
          {status === "failed" && <Badge tone="loss">{t("failed")}</Badge>}
          {report.schedule_id && <Badge>{t("by itself")}</Badge>}
        </p>
        <p className="label">{about.filter(Boolean).join(" · ")}</p>
        <p className="label">
          <time dateTime={created_at} title={formatInstant(created_at)}>
            {t("requested {age}", { age: formatAge(created_at) })}
          </time>
          {report.expires_at &&
            status === "ready" &&
            ` · ${t("kept until {day}", { day: formatDay(report.expires_at) })}`}
        </p>
        {problem && status === "failed" && (
          <ErrorState className="mt-2" failure={{ message: problem.detail }} />
        )}
        {download.isError && <ErrorState className="mt-2" failure={failureOf(download.error)} />}
      </div>
      {isBeingMade(report) ? (
        <Progress report={report} />
      ) : (
        <ReportActions {...{ report, onDo, download }} />
      )}
    </li>
  );
}

function Progress({ report }: { report: Report }) {
  const { id, title, status, progress, stage, attempts, due_at } = report;
  const cancel = useCancelReport();
  return (
    <div className="lg:w-80">
      <div className="flex items-center gap-3">
        <div className="flex-1">
          {status === "queued" && due_at ? (
            <p className="label">{t("begins on {day}", { day: formatInstant(due_at) })}</p>
          ) : (
            <>
              <progress
                className="block h-2 w-full overflow-hidden rounded-full"
                aria-label={t("Progress of {title}", { title })}
                value={progress}
                max={1}
              />
              <p className="label mt-1">
                {STAGES[stage] ?? stage}, {formatPercent(progress, 0)}
                {attempts > 1 && ` · ${t("attempt {number}", { number: attempts })}`}
              </p>
            </>
          )}
        </div>
        <Button
          look="quiet"
          size="sm"
          aria-label={t("Stop {title}", { title })}
          isBusy={cancel.isPending}
          onClick={() => cancel.mutate(id)}
        >
          {t("Stop")}
        </Button>
      </div>
      {cancel.isError && <ErrorState className="mt-2" failure={failureOf(cancel.error)} />}
    </div>
  );
}

const STAGES: Record<string, string> = {
  waiting: t("Waiting for its turn"),
  "waiting to be tried again": t("Waiting to be tried again"),
  gathering: t("Gathering figures"),
  composing: t("Writing"),
  rendering: t("Setting the pages"),
};
