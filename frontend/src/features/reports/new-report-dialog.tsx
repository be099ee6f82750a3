import { useState, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import type { ReportFormat } from "@/api/models";
import { useRequestReport } from "@/api/reports";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField } from "@/ui/field";
import { ErrorState } from "@/ui/states";
import { Toggles } from "@/ui/toggles";

import { About } from "./about";
import { reportOf, type Beginning } from "./draft";
import { FORMATS, kindOf, REPORT_KINDS, type ReportKind } from "./kinds";
import { MoreChoices } from "./more-choices";
import { isSpan } from "./periods";
import { TaxYear } from "./tax-year";
import { WhichDays } from "./which-days";

/** Ask for a report. What matters to a kind is asked; the rest has a default behind a fold. */
export function NewReportDialog({
  beginning,
  onClose,
}: {
  beginning: Beginning;
  onClose: () => void;
}) {
  const request = useRequestReport();
  const [kind, setKind] = useState<ReportKind>(beginning.kind);
  const [formats, setFormats] = useState<ReportFormat[]>(beginning.formats);
  const [isTurned, setTurned] = useState(false);
  const { why, about, takes } = kindOf(kind);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const turned = !isSpan(textOf(form, "from"), textOf(form, "to"));
    setTurned(turned);
    if (!turned) request.mutate(reportOf(form, kind, formats), { onSuccess: onClose });
  };
  const error = request.isError ? asApiError(request.error) : null;
  return (
    <Dialog title={t("Request a report")} onClose={onClose} width="36rem">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <SelectField
          label={t("Kind")}
          hint={why}
          value={kind}
          onChange={({ target }) => setKind(target.value as ReportKind)}
        >
          {REPORT_KINDS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <About about={about} beginning={beginning} />
        {takes.includes("period") && <WhichDays beginning={beginning} isTurned={isTurned} />}
        {kind === "tax_gains" && <TaxYear beginning={beginning} isFor="filing" />}
        <div>
          <p className="mb-1.5 text-sm font-medium text-soft">{t("As")}</p>
          <Toggles label={t("As")} options={FORMATS} chosen={formats} onChange={setFormats} />
          {formats.length === 0 && (
            <p className="mt-1 text-sm text-loss">{t("Choose at least one.")}</p>
          )}
        </div>
        <SelectField label={t("Repeat")} name="every" defaultValue="">
          <option value="">{t("Only once")}</option>
          <option value="monthly">{t("Every month, on its first day")}</option>
          <option value="quarterly">{t("Every quarter, on its first day")}</option>
        </SelectField>
        <MoreChoices kind={kind} beginning={beginning} hasPdf={formats.includes("pdf")} />
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
