import { failureOf } from "@/api/errors";
import type { Report } from "@/api/models";
import {
  isBeingMade,
  useCancelReport,
  useDeleteReport,
  useDownloadReport,
  useRetryReport,
} from "@/api/reports";
import { t } from "@/languages/translate";
import { formatAge, formatDay } from "@/lib/dates";
import { formatPercent, formatSize } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { ErrorState } from "@/ui/states";

import { formatLabel, kindLabel, periodLabel } from "./kinds";

const quiet = { look: "quiet", size: "sm" } as const;

/** One report: how far it is, or what it can be taken as. */
export function ReportRow({ report, onRead }: { report: Report; onRead: () => void }) {
  const { kind, title, period, as_of, created_at, status } = report;
  const about = [kindLabel(kind), periodLabel(period), as_of && formatDay(as_of)];
  return (
    <li className="grid gap-x-6 gap-y-2 border-b border-line py-4 md:grid-cols-[minmax(0,1fr)_auto] md:items-center">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          {title}
          {status === "failed" && <Badge tone="loss">{t("failed")}</Badge>}
        </p>
        <p className="label">
          {about.filter(Boolean).join(" · ")} ·{" "}
          <time dateTime={created_at}>{t("requested {age}", { age: formatAge(created_at) })}</time>
        </p>
        {report.problem && (
          <ErrorState className="mt-2" failure={{ message: report.problem.detail }} />
        )}
      </div>
      {isBeingMade(report) ? <Progress report={report} /> : <Ready {...{ report, onRead }} />}
    </li>
  );
}

function Progress({ report: { id, title, progress, stage } }: { report: Report }) {
  const cancel = useCancelReport();
  return (
    <div className="flex items-center gap-3 md:w-80">
      <div className="flex-1">
        <progress
          className="block h-2 w-full overflow-hidden rounded-full"
          aria-label={t("Progress of {title}", { title })}
          value={progress}
          max={1}
        />
        <p className="label mt-1">
          {STAGES[stage] ?? stage}, {formatPercent(progress, 0)}
        </p>
      </div>
      <Button {...quiet} isBusy={cancel.isPending} onClick={() => cancel.mutate(id)}>
        {t("Stop")}
      </Button>
    </div>
  );
}

const STAGES: Record<string, string> = {
  waiting: t("Waiting for its turn"),
  gathering: t("Gathering figures"),
  composing: t("Writing"),
  rendering: t("Setting the pages"),
};

function Ready({ report, onRead }: { report: Report; onRead: () => void }) {
  const { id, title, status, files } = report;
  const download = useDownloadReport();
  const retry = useRetryReport();
  const remove = useDeleteReport();
  const canRead = files.some(({ format }) => format === "md");
  return (
    <div className="no-print">
      <div className="flex flex-wrap items-center gap-1 md:justify-end">
        {canRead && (
          <Button {...quiet} aria-label={t("Preview {title}", { title })} onClick={onRead}>
            <Icon name="eye" className="size-4" /> {t("Preview")}
          </Button>
        )}
        {files
          .filter(({ format }) => format !== "md")
          .map(({ format, size }) => (
            <Button
              key={format}
              look="secondary"
              size="sm"
              title={formatSize(size)}
              isBusy={download.isPending && download.variables.format === format}
              aria-label={t("Download {title} as {format}", { title, format: formatLabel(format) })}
              onClick={() => download.mutate({ id, format })}
            >
              <Icon name="download" className="size-4" /> {formatLabel(format)}
            </Button>
          ))}
        {status === "failed" && (
          <Button
            look="secondary"
            size="sm"
            isBusy={retry.isPending}
            onClick={() => retry.mutate(id)}
          >
            {t("Try again")}
          </Button>
        )}
        <Button
          {...quiet}
          isBusy={remove.isPending}
          aria-label={t("Delete {title}", { title })}
          onClick={() => remove.mutate(id)}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </div>
      {download.isError && <ErrorState className="mt-2" failure={failureOf(download.error)} />}
    </div>
  );
}
