import { useEffect, useState } from "react";

import { failureOf } from "@/api/errors";
import type { Report, ReportFormat } from "@/api/models";
import { useDownloadReport, useReportFile, useReportLink } from "@/api/reports";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { Segmented } from "@/ui/segmented";
import { ErrorState, Skeleton } from "@/ui/states";

import { formatLabel } from "./kinds";
import { timeLeft, useSecondsLeft } from "./time-left";

/** A file of a report for somebody else: by a link that ends by itself, or handed to another
 * program of this device. */
export function ShareDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const all = report.files.map(({ format }) => format);
  const formats = all.length > 1 ? all.filter((format) => format !== "md") : all;
  const [format, setFormat] = useState<ReportFormat>(formats[0] ?? "pdf");
  return (
    <Dialog title={t("Share {title}", { title: report.title })} onClose={onClose}>
      {formats.length > 1 && (
        <div className="mb-5 flex">
          <Segmented
            label={t("Which file")}
            value={format}
            options={formats.map((value) => ({ value, label: formatLabel(value) }))}
            onChange={setFormat}
          />
        </div>
      )}
      <Shared key={format} report={report} format={format} />
    </Dialog>
  );
}

function Shared({ report, format }: { report: Report; format: ReportFormat }) {
  const link = useReportLink(report.id);
  const { mutate } = link;
  useEffect(() => mutate(format), [mutate, format]);
  return (
    <div className="flex flex-col gap-5">
      {link.isError ? (
        <ErrorState failure={failureOf(link.error)} onRetry={() => mutate(format)} />
      ) : link.data === undefined ? (
        <Skeleton className="h-24" />
      ) : link.data === null ? (
        <p className="text-soft">
          {t(
            "This installation hands its files out itself, to nobody but you: there is no link to give away. Pass the file on instead.",
          )}
        </p>
      ) : (
        <Link {...link.data} onAnew={() => mutate(format)} isBusy={link.isPending} />
      )}
      <TakeFile report={report} format={format} />
    </div>
  );
}

function Link({
  url,
  endsAt,
  onAnew,
  isBusy,
}: {
  url: string;
  endsAt: number;
  onAnew: () => void;
  isBusy: boolean;
}) {
  const [isCopied, setCopied] = useState(false);
  const seconds = useSecondsLeft(endsAt);
  const copy = async () => {
    await navigator.clipboard.writeText(url);
    setCopied(true);
  };
  if (seconds === 0) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-warn">
          {t("The link has ended.")}
        </p>
        <Button look="secondary" isBusy={isBusy} onClick={onAnew}>
          {t("Make another link")}
        </Button>
      </div>
    );
  }
  return (
    <div>
      <label className="flex flex-col gap-1 text-sm font-medium text-soft">
        {t("Link")}
        <span className="flex gap-2">
          <input
            className="control w-full min-w-0 font-normal text-ink"
            readOnly
            value={url}
            onFocus={({ target }) => target.select()}
          />
          <Button onClick={() => void copy().catch(() => setCopied(false))}>
            {isCopied ? (
              <>
                <Icon name="check" className="size-4" /> {t("Copied")}
              </>
            ) : (
              t("Copy")
            )}
          </Button>
        </span>
      </label>
      <p className="mt-2 text-sm text-soft">
        {t("Whoever has it can open the file, without an account, for {time} more.", {
          time: timeLeft(seconds),
        })}{" "}
        {t("It cannot be taken back; it ends by itself.")}
      </p>
      <span role="status" className="sr-only">
        {isCopied && t("Copied")}
      </span>
    </div>
  );
}

/** The file itself: onto this device or, where the browser can, to another program of it. */
function TakeFile({ report, format }: { report: Report; format: ReportFormat }) {
  const download = useDownloadReport();
  const file = useReportFile(report.id);
  const failed = download.error ?? file.error;
  const send = async (files: File[]) => {
    // Who closes the list of programs again has not failed.
    await navigator.share({ files, title: report.title }).catch(() => undefined);
  };
  return (
    <div>
      {failed && <ErrorState className="mb-3" failure={failureOf(failed)} />}
      <div className="flex flex-wrap gap-2">
        {canSend(format) && (
          <Button
            look="secondary"
            isBusy={file.isPending}
            onClick={() => file.mutate(format, { onSuccess: (one) => void send([one]) })}
          >
            {t("Send the file")}
          </Button>
        )}
        <Button
          look="secondary"
          isBusy={download.isPending}
          onClick={() => download.mutate({ id: report.id, format })}
        >
          <Icon name="download" className="size-4" /> {t("Download the file")}
        </Button>
      </div>
    </div>
  );
}

/** Asked with a file that weighs nothing: the browser says whether it hands over this type. */
function canSend(format: ReportFormat): boolean {
  const files = [new File([], `report.${format}`, { type: TYPES[format] })];
  // Absent in some browsers.
  return "canShare" in navigator && navigator.canShare({ files });
}

const TYPES: Record<ReportFormat, string> = {
  pdf: "application/pdf",
  html: "text/html",
  md: "text/markdown",
  csv: "application/zip",
  json: "application/json",
};
