import { useState, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import type { NewReport, ReportFormat } from "@/api/models";
import { usePortfolios } from "@/api/portfolios";
import { useRequestReport } from "@/api/reports";
import { useWatchlists } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { ErrorState } from "@/ui/states";
import { Toggles } from "@/ui/toggles";

import { FORMATS, PERIODS_OF_REPORT, REPORT_KINDS, type ReportKind } from "./kinds";

/** Ask for a report. The address may say which kind and about what, as links to here do. */
export function NewReportDialog({
  asked,
  onClose,
}: {
  asked: URLSearchParams;
  onClose: () => void;
}) {
  const request = useRequestReport();
  const [kind, setKind] = useState<ReportKind>(() => kindOf(asked.get("new")));
  const [formats, setFormats] = useState<ReportFormat[]>(["pdf"]);
  const chosen = REPORT_KINDS.find(({ value }) => value === kind);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    request.mutate(reportOf(form, kind, formats), { onSuccess: onClose });
  };
  const error = request.isError ? asApiError(request.error) : null;
  return (
    <Dialog title={t("Request a report")} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <SelectField
          label={t("Kind")}
          hint={chosen?.why}
          value={kind}
          onChange={({ target }) => setKind(kindOf(target.value))}
        >
          {REPORT_KINDS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <About about={chosen?.about ?? "portfolio"} asked={asked} />
        <div className="grid grid-cols-2 gap-4">
          <SelectField label={t("Period")} name="period" defaultValue="ytd">
            {PERIODS_OF_REPORT.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
          <SelectField label={t("Repeat")} name="every" defaultValue="">
            <option value="">{t("Only once")}</option>
            <option value="monthly">{t("Every month")}</option>
            <option value="quarterly">{t("Every quarter")}</option>
          </SelectField>
        </div>
        <div>
          <p className="mb-1.5 text-sm font-medium text-soft">{t("As")}</p>
          <Toggles label={t("As")} options={FORMATS} chosen={formats} onChange={setFormats} />
        </div>
        <Button
          type="submit"
          className="self-end"
          disabled={formats.length === 0}
          isBusy={request.isPending}
        >
          {t("Make it")}
        </Button>
      </form>
    </Dialog>
  );
}

function About({ about, asked }: { about: string; asked: URLSearchParams }) {
  const portfolios = usePortfolios().data ?? [];
  const lists = useWatchlists().data ?? [];
  if (about === "symbol") {
    return (
      <TextField
        label={t("Symbol")}
        name="symbol"
        required
        autoComplete="off"
        className="[&_input]:uppercase"
        defaultValue={asked.get("symbol") ?? ""}
      />
    );
  }
  const isPortfolio = about === "portfolio";
  const options = isPortfolio ? portfolios : lists;
  const wanted = asked.get(isPortfolio ? "portfolio" : "watchlist") ?? options[0]?.id;
  return (
    <SelectField
      key={`${about}${options.length}`}
      label={isPortfolio ? t("Portfolio") : t("Watchlist")}
      name={isPortfolio ? "portfolio_id" : "watchlist_id"}
      required
      defaultValue={wanted}
    >
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

/** Markdown is always made as well: the preview reads it. */
function reportOf(form: FormData, kind: ReportKind, formats: readonly ReportFormat[]): NewReport {
  const every = textOf(form, "every");
  return {
    kind,
    portfolio_id: textOf(form, "portfolio_id") || null,
    watchlist_id: textOf(form, "watchlist_id") || null,
    symbol: textOf(form, "symbol").toUpperCase() || null,
    period: textOf(form, "period"),
    formats: [...new Set<ReportFormat>([...formats, "md"])],
    schedule: every === "monthly" || every === "quarterly" ? every : null,
  };
}

function kindOf(text: string | null): ReportKind {
  return REPORT_KINDS.find(({ value }) => value === text)?.value ?? "portfolio_review";
}
