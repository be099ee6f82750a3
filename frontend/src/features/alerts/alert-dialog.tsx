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

import { Preview } from "./preview";
import {
  alertOf,
  RULES,
  ruleOf,
  typedTargets,
  typedThreshold,
  type AlertKind,
  type AlertRule,
} from "./rules";

const DAYS_OF_PREVIEW = 365;

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
  const tryOut = () => {
    if (!form.current?.reportValidity()) return;
    preview.mutate({ body: draftOf(form.current), days: DAYS_OF_PREVIEW });
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
        <div className="grid grid-cols-2 gap-4">
          <TextField
            label={t("Quiet for days after it told")}
            name="cooldown_days"
            type="number"
            min={1}
            max={365}
            required
            defaultValue={alert?.cooldown_days ?? 1}
          />
          <TextField
            label={t("Note (optional)")}
            name="note"
            maxLength={500}
            defaultValue={alert?.note ?? ""}
          />
        </div>
        {preview.data && <Preview preview={preview.data} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" isBusy={preview.isPending} onClick={tryOut}>
            {t("Try on the last year")}
          </Button>
          <Button type="submit" isBusy={saving.isPending}>
            {alert ? t("Save") : t("Create")}
          </Button>
        </div>
      </form>
    </Dialog>
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

function Bounds({ rule, alert }: { rule: AlertRule; alert: Alert | undefined }) {
  const { threshold, directions, window, words, targets } = rule;
  return (
    <div className="grid grid-cols-2 gap-4 empty:hidden">
      {threshold && (
        <TextField
          label={threshold.label}
          name="threshold"
          inputMode="decimal"
          pattern="[0-9]+([.,][0-9]+)?"
          autoComplete="off"
          required
          defaultValue={alert ? typedThreshold(alert, rule) : threshold.initial}
        />
      )}
      {window && (
        <TextField
          label={window.label}
          name="window_days"
          type="number"
          min={0}
          max={3650}
          required
          defaultValue={alert?.window_days ?? window.initial}
        />
      )}
      {directions && (
        <SelectField label={t("Which way")} name="direction" defaultValue={alert?.direction ?? ""}>
          <option value="">{t("Either way")}</option>
          <option value="up">{t("Up")}</option>
          <option value="down">{t("Down")}</option>
        </SelectField>
      )}
      {words && (
        <TextField
          label={t("Words in it (optional)")}
          hint={t("Separated by commas; one of them is enough.")}
          name="words"
          className="col-span-2"
          defaultValue={alert?.words.join(", ")}
        />
      )}
      {targets && (
        <TextField
          label={t("Targets, %")}
          hint={t("Symbols with their share: AAPL 60, SPY 40.")}
          name="targets"
          required
          autoComplete="off"
          className="col-span-2"
          defaultValue={alert && typedTargets(alert.targets)}
        />
      )}
    </div>
  );
}
