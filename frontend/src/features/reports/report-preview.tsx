import type { Report } from "@/api/models";
import { useReportText } from "@/api/reports";
import { t } from "@/languages/translate";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { Markdown } from "@/ui/markdown";
import { Skeleton } from "@/ui/states";

/** The report's words and tables; its charts are in the document itself. */
export function ReportPreview({ report, onClose }: { report: Report; onClose: () => void }) {
  const text = useReportText(report.id);
  return (
    <Dialog title={report.title} onClose={onClose} width="56rem">
      <Loaded query={text} skeleton={<Skeleton className="h-96" />}>
        {(source) => (
          <Markdown
            // Its title is the dialog's, and a sign stays beside its number.
            source={source.replace(/^# .*\n/, "").replace(/(\d) (?=%)/g, "$1\u00a0")}
            tableCaption={t("Table of the report")}
          />
        )}
      </Loaded>
    </Dialog>
  );
}
