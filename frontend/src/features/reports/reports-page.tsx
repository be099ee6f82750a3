import { useState } from "react";
import { useSearchParams } from "react-router";

import type { Report } from "@/api/models";
import { useReports } from "@/api/reports";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { EmptyState, Skeleton } from "@/ui/states";

import { NewReportDialog } from "./new-report-dialog";
import { ReportPreview } from "./report-preview";
import { ReportRow } from "./report-row";
import { Schedules } from "./schedules";

export function ReportsPage() {
  const [search, setSearch] = useSearchParams();
  const [read, setRead] = useState<Report | null>(null);
  const reports = useReports();
  const begin = () => setSearch({ new: "1" }, { replace: true });
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
          items.length === 0 ? (
            <NoReports onBegin={begin} />
          ) : (
            <ul className="border-t border-line-strong" aria-label={t("Reports")}>
              {items.map((report) => (
                <ReportRow key={report.id} report={report} onRead={() => setRead(report)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Schedules />
      {search.has("new") && (
        <NewReportDialog asked={search} onClose={() => setSearch({}, { replace: true })} />
      )}
      {read && <ReportPreview report={read} onClose={() => setRead(null)} />}
    </>
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
