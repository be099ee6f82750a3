import type { SubmitEvent } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { asApiError, failureOf } from "@/api/errors";
import type { NewPortfolio } from "@/api/models";
import { useCreatePortfolio } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { CURRENCIES, currencyName } from "@/lib/currencies";
import { Button, ButtonLink } from "@/ui/button";
import { SelectField, TextField } from "@/ui/field";
import { PageHead } from "@/ui/page";
import { ErrorState } from "@/ui/states";

import { LOT_METHODS, lotMethodOf } from "./lot-methods";

/** Where each way of beginning leads once the portfolio exists. */
const NEXT: Record<string, string> = { import: "/import", hand: "/transactions?add=1" };

export function NewPortfolioPage() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const create = useCreatePortfolio();
  const error = create.isError ? asApiError(create.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate(asNewPortfolio(form), {
      onSuccess: ({ id }) =>
        void navigate(`/portfolios/${id}${NEXT[search.get("begin") ?? ""] ?? ""}`),
    });
  };
  return (
    <>
      <PageHead title={t("New portfolio")} over={t("Portfolios")} />
      <form onSubmit={submit} className="flex max-w-md flex-col gap-5">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label={t("Name")}
          name="name"
          required
          maxLength={100}
          defaultValue={t("My portfolio")}
          error={error?.fieldMessage("name")}
        />
        <SelectField
          label={t("Base currency")}
          name="base_currency"
          hint={t("Values are shown in it; every other currency is converted at the day’s rate.")}
          error={error?.fieldMessage("base_currency")}
        >
          {CURRENCIES.map((code) => (
            <option key={code} value={code}>
              {currencyName(code)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t("Cost of what is sold")}
          name="lot_method"
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
        <SelectField
          label={t("Cash")}
          name="cash"
          hint={t(
            "Without a cash account, each buy counts as money put in and each sale as money taken out.",
          )}
        >
          <option value="implied">{t("Not kept here")}</option>
          <option value="tracked">{t("Kept: I record deposits and withdrawals")}</option>
        </SelectField>
        <div className="flex gap-3">
          <Button type="submit" isBusy={create.isPending}>
            {t("Create portfolio")}
          </Button>
          <ButtonLink to="/portfolios" look="quiet">
            {t("Cancel")}
          </ButtonLink>
        </div>
      </form>
    </>
  );
}

function asNewPortfolio(form: FormData): NewPortfolio {
  return {
    name: textOf(form, "name"),
    base_currency: textOf(form, "base_currency"),
    lot_method: lotMethodOf(form),
    cash: form.get("cash") === "tracked" ? "tracked" : "implied",
  };
}
