import { useState, type SubmitEvent } from "react";

import { useCreateAlert } from "@/api/alerts";
import { asApiError, failureOf } from "@/api/errors";
import { usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { ErrorState } from "@/ui/states";

import { alertOf, RULES, ruleOf, type AlertKind, type AlertRule } from "./rules";

/** One rule. Links to here may name the symbol it is about. */
export function NewAlertDialog({
  asked,
  onClose,
}: {
  asked: URLSearchParams;
  onClose: () => void;
}) {
  const create = useCreateAlert();
  const [kind, setKind] = useState<AlertKind>("price_below");
  const [wanted, setAbout] = useState<"symbol" | "portfolio">("symbol");
  const rule = ruleOf(kind);
  const about = rule.about === "either" ? wanted : rule.about;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const draft = alertOf(new FormData(event.currentTarget), rule, about);
    create.mutate(draft, { onSuccess: onClose });
  };
  const error = create.isError ? asApiError(create.error) : null;
  return (
    <Dialog title={t("New alert")} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <SelectField
          label={t("Tell me when")}
          value={kind}
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
        <Subject about={about} rule={rule} asked={asked} />
        <Bounds key={kind} rule={rule} />
        <TextField label={t("Note (optional)")} name="note" maxLength={500} />
        <Button type="submit" className="self-end" isBusy={create.isPending}>
          {t("Create")}
        </Button>
      </form>
    </Dialog>
  );
}

function Subject({
  about,
  rule,
  asked,
}: {
  about: "symbol" | "portfolio";
  rule: AlertRule;
  asked: URLSearchParams;
}) {
  const portfolios = usePortfolios().data ?? [];
  const isWeight = rule.value === "weight";
  return (
    <>
      {about === "portfolio" && (
        <SelectField label={t("Portfolio")} name="portfolio_id" required>
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
          defaultValue={asked.get("symbol") ?? ""}
        />
      )}
    </>
  );
}

function Bounds({ rule: { threshold, directions, window, words } }: { rule: AlertRule }) {
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
          defaultValue={threshold.initial}
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
          defaultValue={window.initial}
        />
      )}
      {directions && (
        <SelectField label={t("Which way")} name="direction" defaultValue="">
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
        />
      )}
    </div>
  );
}
