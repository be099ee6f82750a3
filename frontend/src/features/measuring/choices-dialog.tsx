import { useId, useState, type SubmitEvent } from "react";

import type { Portfolio } from "@/api/models";
import { useLabels } from "@/api/labels";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";

import { faultIn, USUAL_WINDOW, type Choice, type Choices } from "./choices";

/** What to measure against, which part of the portfolio, and how. */
export function ChoicesDialog({
  choices,
  offered,
  portfolio,
  onChoose,
  onClose,
}: {
  choices: Choices;
  offered: readonly Choice[];
  portfolio: Portfolio | undefined;
  onChoose: (chosen: Partial<Choices>) => void;
  onClose: () => void;
}) {
  const [wrong, setWrong] = useState<Choice>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = Object.fromEntries(offered.map((name) => [name, valueOf(form, name)]));
    const fault = offered.find((name) => faultIn(name, chosen[name] ?? ""));
    setWrong(fault);
    if (!fault) onChoose(chosen);
  };
  const common = (name: Choice) => ({
    name,
    defaultValue: choices[name],
    autoComplete: "off",
    spellCheck: false,
  });
  return (
    <Dialog title={t("Compare and narrow")} onClose={onClose} width="32rem">
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField
          {...common("benchmark")}
          label={t("Benchmark")}
          maxLength={24}
          autoFocus
          placeholder={portfolio?.benchmark ?? t("None")}
          hint={t("A symbol to measure against, such as SPY.")}
          className="[&_input]:uppercase [&_input]:placeholder:normal-case"
        />
        <Parts portfolioId={portfolio?.id ?? ""} common={common} />
        {offered.includes("riskFree") && (
          <div className="grid gap-5 sm:grid-cols-2">
            <TextField
              {...common("riskFree")}
              label={t("Risk-free rate, % a year")}
              type="number"
              step="any"
              placeholder="0"
              hint={t("What money earned without any risk; ratios count what is beyond it.")}
              error={wrong === "riskFree" ? t("Between -10 and 100.") : undefined}
            />
            <TextField
              {...common("window")}
              label={t("Rolling window, trading days")}
              type="number"
              placeholder={String(USUAL_WINDOW)}
              hint={t("21 are a month, 252 a year.")}
              error={wrong === "window" ? t("A whole number between 20 and 756.") : undefined}
            />
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit">{t("Show")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Parts({
  portfolioId,
  common,
}: {
  portfolioId: string;
  common: (name: Choice) => React.InputHTMLAttributes<HTMLInputElement> & { name: string };
}) {
  const labels = useLabels(portfolioId).data;
  const id = useId();
  const fields = [
    { choice: "symbol", label: t("One holding"), known: labels?.symbols },
    { choice: "account", label: t("One account"), known: labels?.accounts },
    { choice: "tag", label: t("One tag"), known: labels?.tags },
  ] as const;
  return (
    <fieldset>
      <legend className="text-sm font-medium text-soft">{t("Only a part of the portfolio")}</legend>
      <div className="mt-2 grid gap-4 sm:grid-cols-3">
        {fields.map(({ choice, label, known = [] }) => (
          <div key={choice}>
            <TextField
              {...common(choice)}
              label={label}
              maxLength={200}
              list={`${id}${choice}`}
              placeholder={t("All")}
            />
            <datalist id={`${id}${choice}`}>
              {known.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </datalist>
          </div>
        ))}
      </div>
      <p className="mt-1 text-sm text-faint">
        {t("As your transactions name them. What is named together must hold together.")}
      </p>
    </fieldset>
  );
}

function valueOf(form: FormData, name: Choice): string {
  const text = textOf(form, name);
  return name === "benchmark" || name === "symbol" ? text.toUpperCase() : text;
}
