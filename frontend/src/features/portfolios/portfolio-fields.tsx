import type { ReactNode } from "react";

import type { ApiError } from "@/api/errors";
import type { Portfolio } from "@/api/models";
import { t } from "@/languages/translate";
import { CURRENCIES, currencyName } from "@/lib/currencies";
import { textOf } from "@/lib/forms";
import { SelectField, TextField } from "@/ui/field";

import { LOT_METHODS, lotMethodOf } from "./lot-methods";

type Said = Pick<Portfolio, "name" | "base_currency" | "lot_method" | "cash">;

/** What is asked of every portfolio, new or not. `children` stand before the question of cash. */
export function PortfolioFields({
  beginning,
  error,
  children,
}: {
  beginning: Partial<Said> & { name: string };
  error: ApiError | null;
  children?: ReactNode;
}) {
  const { name, base_currency, lot_method, cash } = beginning;
  return (
    <>
      <TextField
        label={t("Name")}
        name="name"
        required
        maxLength={100}
        defaultValue={name}
        error={error?.fieldMessage("name")}
      />
      <SelectField
        label={t("Base currency")}
        name="base_currency"
        defaultValue={base_currency}
        hint={t("Values are shown in it; every other currency is converted at the day’s rate.")}
        error={error?.fieldMessage("base_currency")}
      >
        {[...new Set([...(base_currency ? [base_currency] : []), ...CURRENCIES])].map((code) => (
          <option key={code} value={code}>
            {currencyName(code)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t("Cost of what is sold")}
        name="lot_method"
        defaultValue={lot_method}
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
      {children}
      <SelectField
        label={t("Cash")}
        name="cash"
        defaultValue={cash}
        hint={t(
          "Without a cash account, each buy counts as money put in and each sale as money taken out.",
        )}
      >
        <option value="implied">{t("Not kept here")}</option>
        <option value="tracked">{t("Kept: I record deposits and withdrawals")}</option>
      </SelectField>
    </>
  );
}

export function portfolioSaidIn(form: FormData): Said {
  return {
    name: textOf(form, "name"),
    base_currency: textOf(form, "base_currency"),
    lot_method: lotMethodOf(form),
    cash: form.get("cash") === "tracked" ? "tracked" : "implied",
  };
}
