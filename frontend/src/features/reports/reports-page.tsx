import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useSearchParams } from "react-router";

import type { Report } from "@/api/models";
import { useDeleteReport, useReports } from "@/api/reports";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { NextPage } from "@/ui/paged";
import { EmptyState, Skeleton } from "@/ui/states";

import { againOf, beginningOf } from "./draft";
import { NewReportDialog } from "./new-report-dialog";
import { filterOf, ReportFilterBar } from "./report-filter";
import { ReportPreview } from "./report-preview";
import { ReportRow, type Doing } from "./report-row";
import { Schedules } from "./schedules";
import { ShareDialog } from "./share-dialog";

/** Reports: ask for one, watch it being made, read it, take it along, give it away. */
export function ReportsPage() {
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const reports = useReports(filter);
  const isFiltered = Object.keys(filter).length > 0;
  const put = (name: string, value: string) =>
    setSearch(
      (present) => {
        const next = new URLSearchParams(present);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const begin = () => put("new", "1");
  return (
    <>
      <PageHead
        title={t("Reports")}
        under={
          <p className="max-w-2xl text-soft">
            {t("Documents to keep, send or file. Made once, they never change.")}
          </p>
        }
        actions={
          <Button onClick={begin}>
            <Icon name="plus" className="size-4" /> {t("Request a report")}
          </Button>
        }
      />
      <Loaded query={reports} skeleton={<Skeleton className="h-80" />}>
        {(items) =>
          items.length === 0 && !isFiltered ? (
            <NoReports onBegin={begin} />
          ) : (
            <>
              <ReportFilterBar search={search} onChange={put} />
              {items.length === 0 && (
                <p className="py-10 text-center text-soft">{t("No report is like that.")}</p>
              )}
              <ReportList items={items} />
              <NextPage query={reports} />
            </>
          )
        }
      </Loaded>
      <Schedules />
      {search.has("new") && (
        <NewReportDialog
          beginning={beginningOf(search, navigator.language)}
          onClose={() => setSearch(withoutRequest, { replace: true })}
        />
      )}
    </>
  );
}

/** The address without what a new report begins with. */
function withoutRequest(present: URLSearchParams): URLSearchParams {
  const left = new URLSearchParams(present);
  for (const name of ["new", "portfolio", "watchlist", "symbol"]) left.delete(name);
  return left;
}

function ReportList({ items }: { items: readonly Report[] }) {
  const [doing, setDoing] = useState<{ what: Doing; report: Report } | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const stop = () => setDoing(null);
  const given = doing && { report: doing.report, onClose: stop };
  return (
    <>
      <ul
        ref={list}
        tabIndex={-1}
        className="border-t border-line-strong empty:border-0"
        aria-label={t("Reports")}
      >
        {items.map((report) => (
          <ReportRow key={report.id} report={report} onDo={(what) => setDoing({ what, report })} />
        ))}
      </ul>
      {given && doing.what === "read" && <ReportPreview {...given} />}
      {given && doing.what === "share" && <ShareDialog {...given} />}
      {given && doing.what === "again" && (
        <NewReportDialog beginning={againOf(doing.report)} onClose={stop} />
      )}
      {given && doing.what === "delete" && (
        <DeleteReport {...given} onDeleted={() => list.current?.focus()} />
      )}
    </>
  );
}

function DeleteReport({
  report: { id, title },
  onClose,
  onDeleted,
}: {
  report: Report;
  onClose: () => void;
  /** Its row is gone, and with it what had the focus. */
  onDeleted: () => void;
}) {
  const remove = useDeleteReport();
  const gone = () => {
    // What is under an open dialog takes no focus.
    flushSync(onClose);
    onDeleted();
  };
  return (
    <ConfirmDialog
      title={t("Delete {title}?", { title })}
      confirmLabel={t("Delete")}
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(id, { onSuccess: gone })}
    >
      {t("Its files are gone for good. The figures stay: it can be requested again.")}
    </ConfirmDialog>
  );
}

function NoReports({ onBegin }: { onBegin: () => void }) {
  return (
    <EmptyState
      title={t("No report yet")}
      actions={<Button onClick={onBegin}>{t("Request a report")}</Button>}
    >
      <p>
        {t(
          "A review of a portfolio, its gains for the tax return, its risk, or one symbol: as PDF, HTML or data, once or every month.",
        )}
      </p>
    </EmptyState>
  );
}
