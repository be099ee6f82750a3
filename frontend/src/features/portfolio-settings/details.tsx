import { useId, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import type { Portfolio, PortfolioChange } from "@/api/models";
import { useChangePortfolio } from "@/api/portfolios";
import { LOT_METHODS, lotMethodOf } from "@/features/portfolios/lot-methods";
import { t } from "@/languages/translate";
import { CURRENCIES, currencyName } from "@/lib/currencies";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { Section } from "@/ui/page";
import { ErrorState } from "@/ui/states";

/** Everything that can be said of a portfolio beside its ledger. */
export function Details({ portfolio }: { portfolio: Portfolio }) {
  const autoNote = useId();
  const change = useChangePortfolio(portfolio.id);
  const error = change.isError ? asApiError(change.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(changeOf(new FormData(event.currentTarget)));
  };
  return (
    <Section title={t("Portfolio")}>
      <form onSubmit={submit} className="flex max-w-md flex-col gap-5">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label={t("Name")}
          name="name"
          required
          maxLength={100}
          defaultValue={portfolio.name}
          error={error?.fieldMessage("name")}
        />
        <SelectField
          label={t("Base currency")}
          name="base_currency"
          defaultValue={portfolio.base_currency}
          hint={t("Values are shown in it; every other currency is converted at the day’s rate.")}
          error={error?.fieldMessage("base_currency")}
        >
          {[...new Set([portfolio.base_currency, ...CURRENCIES])].map((code) => (
            <option key={code} value={code}>
              {currencyName(code)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t("Cost of what is sold")}
          name="lot_method"
          defaultValue={portfolio.lot_method}
          hint={t(
            "Which shares a sale uses up. It can be compared later; the ledger stays the same.",
          )}
        >
          {LOT_METHODS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t("Benchmark (optional)")}
          name="benchmark"
          hint={t("A symbol to measure against, such as SPY.")}
          autoComplete="off"
          defaultValue={portfolio.benchmark ?? ""}
          error={error?.fieldMessage("benchmark")}
        />
        <SelectField
          label={t("Cash")}
          name="cash"
          defaultValue={portfolio.cash}
          hint={t(
            "Without a cash account, each buy counts as money put in and each sale as money taken out.",
          )}
        >
          <option value="implied">{t("Not kept here")}</option>
          <option value="tracked">{t("Kept: I record deposits and withdrawals")}</option>
        </SelectField>
        <label className="flex items-start gap-3">
          <input
            type="checkbox"
            name="auto_dividends"
            defaultChecked={portfolio.auto_dividends}
            aria-describedby={autoNote}
            className="mt-1 size-4 accent-accent"
          />
          <span>
            <span className="font-medium">{t("Book dividends by themselves")}</span>
            <span id={autoNote} className="block text-sm text-faint">
              {t(
                "What the market says was paid on your holdings is booked on its day, until your broker’s own entry takes its place.",
              )}
            </span>
          </span>
        </label>
        <div className="flex items-center gap-3">
          <Button type="submit" isBusy={change.isPending}>
            {t("Save")}
          </Button>
          <span role="status" className="text-gain">
            {change.isSuccess && t("Saved")}
          </span>
        </div>
      </form>
    </Section>
  );
}

function changeOf(form: FormData): PortfolioChange {
  return {
    name: textOf(form, "name"),
    base_currency: textOf(form, "base_currency"),
    lot_method: lotMethodOf(form),
    benchmark: textOf(form, "benchmark").toUpperCase() || null,
    cash: form.get("cash") === "tracked" ? "tracked" : "implied",
    auto_dividends: form.get("auto_dividends") === "on",
  };
}
