import { useId, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import type { Portfolio, PortfolioChange } from "@/api/models";
import { useChangePortfolio } from "@/api/portfolios";
import { PortfolioFields, portfolioSaidIn } from "@/features/portfolios/portfolio-fields";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
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
        <PortfolioFields beginning={portfolio} error={error}>
          <TextField
            label={t("Benchmark (optional)")}
            name="benchmark"
            hint={t("A symbol to measure against, such as SPY.")}
            autoComplete="off"
            defaultValue={portfolio.benchmark ?? ""}
            error={error?.fieldMessage("benchmark")}
          />
        </PortfolioFields>
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
    ...portfolioSaidIn(form),
    benchmark: textOf(form, "benchmark").toUpperCase() || null,
    auto_dividends: form.get("auto_dividends") === "on",
  };
}
