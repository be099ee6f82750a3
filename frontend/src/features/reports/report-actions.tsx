import { failureOf } from "@/api/errors";
import type { Report } from "@/api/models";
import { useRetryReport, type useDownloadReport } from "@/api/reports";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { formatSize } from "@/lib/money";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { ErrorState } from "@/ui/states";

import { formatLabel } from "./kinds";
import type { Doing } from "./report-row";

const quiet = { look: "quiet", size: "sm" } as const;

/** What can be done with a report that is over. */
export function ReportActions({
  report,
  onDo,
  download,
}: {
  report: Report;
  onDo: (what: Doing) => void;
  download: ReturnType<typeof useDownloadReport>;
}) {
  const { id, title, status, files } = report;
  const retry = useRetryReport();
  const canRead = files.some(({ format }) => format === "md");
  const shown = files.length > 1 ? files.filter(({ format }) => format !== "md") : files;
  return (
    <div className="no-print">
      <div
        className={cx(
          "flex flex-wrap items-center gap-1 lg:ml-0 lg:justify-end",
          // The words of the first, not its frame, stand under the title.
          canRead && "-ml-2.5",
        )}
      >
        {canRead && (
          <Button
            {...quiet}
            aria-label={t("Preview {title}", { title })}
            onClick={() => onDo("read")}
          >
            <Icon name="eye" className="size-4" /> {t("Preview")}
          </Button>
        )}
        {shown.map(({ format, size }) => (
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
            aria-label={t("Try {title} again", { title })}
            onClick={() => retry.mutate(id)}
          >
            {t("Try again")}
          </Button>
        )}
        {status === "ready" && (
          <Button
            {...quiet}
            aria-label={t("Share {title}", { title })}
            onClick={() => onDo("share")}
          >
            {t("Share…")}
          </Button>
        )}
        <Button
          {...quiet}
          aria-label={t("Request {title} again", { title })}
          onClick={() => onDo("again")}
        >
          {t("Again")}
        </Button>
        <Button
          {...quiet}
          aria-label={t("Delete {title}", { title })}
          onClick={() => onDo("delete")}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </div>
      {retry.isError && <ErrorState className="mt-2" failure={failureOf(retry.error)} />}
    </div>
  );
}
