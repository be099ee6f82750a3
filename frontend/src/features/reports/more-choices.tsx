import { useToday } from "@/api/service";
import { t } from "@/languages/translate";
import { CURRENCIES, currencyName } from "@/lib/currencies";
import { today as thisDay } from "@/lib/dates";
import { SelectField, TextField } from "@/ui/field";

import type { Beginning } from "./draft";
import { kindOf, type ReportKind } from "./kinds";
import { TaxYear } from "./tax-year";

/** What has a good default: open where a report that is made again had something else. */
export function MoreChoices({
  kind,
  beginning,
  hasPdf,
}: {
  kind: ReportKind;
  beginning: Beginning;
  hasPdf: boolean;
}) {
  const { takes } = kindOf(kind);
  const today = useToday() ?? thisDay();
  const { currency, benchmark, method, year, hasWords, paper } = beginning;
  const isOther = Boolean(currency || benchmark || method || year) || !hasWords;
  return (
    <details className="rounded-md border border-line px-4" open={isOther}>
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 font-medium text-soft hover:text-ink">
        <span aria-hidden="true" className="inline-block">
          ›
        </span>
        {t("More choices")}
      </summary>
      <div className="flex flex-col gap-4 pt-1 pb-4">
        {kind === "portfolio_review" && <TaxYear beginning={beginning} isFor="review" />}
        <div className="grid gap-4 empty:hidden sm:grid-cols-2">
          {takes.includes("currency") && (
            <SelectField label={t("Currency")} name="currency" defaultValue={currency}>
              <option value="">{t("As in the portfolio")}</option>
              {CURRENCIES.map((code) => (
                <option key={code} value={code}>
                  {currencyName(code)}
                </option>
              ))}
            </SelectField>
          )}
          {takes.includes("benchmark") && (
            <TextField
              label={t("Benchmark (a symbol)")}
              name="benchmark"
              autoComplete="off"
              className="[&_input]:uppercase [&_input]:placeholder:normal-case"
              placeholder={t("As in the portfolio")}
              defaultValue={benchmark}
            />
          )}
          {hasPdf && (
            <SelectField label={t("Paper")} name="paper" defaultValue={paper}>
              <option value="a4">{t("A4")}</option>
              <option value="letter">{t("US Letter")}</option>
            </SelectField>
          )}
          <TextField
            label={t("Not before this day is over")}
            name="after"
            type="date"
            min={today}
            hint={t("Empty: at once.")}
          />
        </div>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            name="narrative"
            className="mt-1 size-4"
            defaultChecked={hasWords}
          />
          <span>
            {t("With a few sentences by the assistant")}
            <span className="block text-sm text-faint">
              {t("Each is checked against the figures of the report; what fails is left out.")}
            </span>
          </span>
        </label>
      </div>
    </details>
  );
}
