import { useRef, useState, type SubmitEvent } from "react";

import { useCreateAlert, usePreviewAlert, useReplaceAlert } from "@/api/alerts";
import { asApiError, failureOf } from "@/api/errors";
import type { Alert } from "@/api/models";
import { usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { ErrorState } from "@/ui/states";

import { Bounds, Manner } from "./bounds";
import { Preview } from "./preview";
import { alertOf, RULES, ruleOf, type AlertKind, type AlertRule } from "./rules";
import { SPANS, USUAL_DAYS } from "./spans";

/** One rule, new or to be changed. Links to here may name the symbol a new one is about. */
export function AlertDialog({
  alert,
  asked,
  onClose,
}: {
  alert?: Alert;
  asked?: URLSearchParams;
  onClose: () => void;
}) {
  const create = useCreateAlert();
  const replace = useReplaceAlert(alert?.id ?? "");
  const preview = usePreviewAlert();
  const saving = alert ? replace : create;
  const form = useRef<HTMLFormElement>(null);
  const [days, setDays] = useState(USUAL_DAYS);
  const [kind, setKind] = useState<AlertKind>(alert?.kind ?? "price_below");
  const [wanted, setAbout] = useState<"symbol" | "portfolio">(
    alert?.portfolio_id ? "portfolio" : "symbol",
  );
  const rule = ruleOf(kind);
  const about = rule.about === "either" ? wanted : rule.about;
  const draftOf = (element: HTMLFormElement) => alertOf(new FormData(element), rule, about, alert);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    saving.mutate(draftOf(event.currentTarget), { onSuccess: onClose });
  };
  const tryOn = (span: number) => {
    if (!form.current?.reportValidity()) return;
    preview.mutate({ body: draftOf(form.current), days: span });
  };
  const chooseDays = (span: number) => {
    setDays(span);
    if (preview.data) tryOn(span);
  };
  const failed = [saving, preview].find(({ isError }) => isError);
  const error = failed ? asApiError(failed.error) : null;
  return (
    <Dialog title={alert ? t("Change the alert") : t("New alert")} onClose={onClose}>
      <form
        ref={form}
        onSubmit={submit}
        onChange={() => preview.reset()}
        className="flex flex-col gap-4"
      >
        {error && <ErrorState failure={failureOf(error)} />}
        <SelectField
          label={t("Tell me when")}
          value={kind}
          disabled={alert !== undefined}
          onChange={({ target }) => setKind(target.value as AlertKind)}
        >
          {RULES.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        {rule.about === "either" && (
          <div className="flex">
            <Segmented
              label={t("About")}
              value={wanted}
              options={[
                { value: "symbol", label: t("A symbol") },
                { value: "portfolio", label: t("A portfolio") },
              ]}
              onChange={setAbout}
            />
          </div>
        )}
        <Subject {...{ about, rule, asked, alert }} />
        <Bounds key={kind} rule={rule} alert={alert} />
        <Manner key={`manner ${kind}`} rule={rule} alert={alert} />
        <TryOut days={days} onDays={chooseDays} isBusy={preview.isPending} onTry={tryOn} />
        {preview.data && <Preview preview={preview.data} days={days} />}
        <Button type="submit" className="self-end" isBusy={saving.isPending}>
          {alert ? t("Save") : t("Create")}
        </Button>
      </form>
    </Dialog>
  );
}

/** How the rule would have done, over as long as one likes; nothing is kept by it. */
function TryOut({
  days,
  onDays,
  isBusy,
  onTry,
}: {
  days: number;
  onDays: (days: number) => void;
  isBusy: boolean;
  onTry: (days: number) => void;
}) {
  return (
    // What is chosen here changes nothing of the rule: the form is not to hear of it.
    <div
      className="flex flex-wrap items-center gap-2 border-t border-line pt-4"
      onChange={(event) => event.stopPropagation()}
    >
      <Button look="secondary" isBusy={isBusy} onClick={() => onTry(days)}>
        {t("Try on")}
      </Button>
      <select
        aria-label={t("How far back")}
        className="control"
        value={days}
        onChange={({ target }) => onDays(Number(target.value))}
      >
        {SPANS.map((span) => (
          <option key={span.days} value={span.days}>
            {span.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Subject({
  about,
  rule,
  asked,
  alert,
}: {
  about: "symbol" | "portfolio";
  rule: AlertRule;
  asked: URLSearchParams | undefined;
  alert: Alert | undefined;
}) {
  const portfolios = usePortfolios().data ?? [];
  const isWeight = rule.value === "weight";
  return (
    <>
      {about === "portfolio" && (
        <SelectField
          key={portfolios.length}
          label={t("Portfolio")}
          name="portfolio_id"
          required
          defaultValue={alert?.portfolio_id ?? portfolios[0]?.id}
        >
          {portfolios.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      {(about === "symbol" || isWeight) && (
        <TextField
          label={isWeight ? t("Symbol (optional; any holding)") : t("Symbol")}
          name="symbol"
          required={!isWeight}
          autoComplete="off"
          className="[&_input]:uppercase"
          defaultValue={alert?.symbol ?? asked?.get("symbol") ?? ""}
        />
      )}
    </>
  );
}
