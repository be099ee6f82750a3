import { useState, type SubmitEvent } from "react";

import { asApiError, failureOf, type ApiError } from "@/api/errors";
import type { NewTransaction, Transaction, TransactionKind } from "@/api/models";
import { useToday } from "@/api/service";
import { useAddTransaction, useCorrectTransaction } from "@/api/transactions";
import { Say } from "@/languages/say";
import { t } from "@/languages/translate";
import { CURRENCIES } from "@/lib/currencies";
import { isDecimal, multiplyDecimals } from "@/lib/decimal";
import { formatMoney, formatQuantity } from "@/lib/money";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { ErrorState } from "@/ui/states";

import { asTransaction, draftErrors, draftOf, emptyDraft, type Draft } from "./draft";
import { FIELD_HINTS, FIELD_LABELS, fieldsOf, isNeeded, KIND_NAMES, KINDS } from "./kinds";

type Common = { portfolioId: string; currency: string; onClose: () => void };

export function AddTransactionDialog({ portfolioId, currency, onClose }: Common) {
  const add = useAddTransaction(portfolioId);
  const day = useToday();
  if (day === undefined) return null;
  return (
    <Dialog title={t("Add a transaction")} onClose={onClose}>
      <TransactionForm
        initial={emptyDraft(day)}
        baseCurrency={currency}
        submitLabel={t("Add")}
        isBusy={add.isPending}
        error={add.isError ? asApiError(add.error) : null}
        onSubmit={(draft) => add.mutate(asTransaction(draft, currency), { onSuccess: onClose })}
      />
    </Dialog>
  );
}

export function EditTransactionDialog({
  portfolioId,
  currency,
  transaction,
  onClose,
  onInstead,
}: Common & {
  transaction: Transaction;
  onInstead: (what: "history" | "delete") => void;
}) {
  const correct = useCorrectTransaction(portfolioId, transaction);
  const submit = (draft: Draft) => {
    const body: NewTransaction = asTransaction(draft, currency, transaction);
    correct.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("Correct a transaction")} onClose={onClose}>
      <p className="mb-4 text-sm text-faint">
        <Say
          message="A correction is a new version. The earlier one stays in the <history>history</history>. You can also <remove>delete the entry</remove>."
          parts={{
            history: (text) => (
              <button type="button" className="link" onClick={() => onInstead("history")}>
                {text}
              </button>
            ),
            remove: (text) => (
              <button type="button" className="link" onClick={() => onInstead("delete")}>
                {text}
              </button>
            ),
          }}
        />
      </p>
      <TransactionForm
        initial={draftOf(transaction)}
        baseCurrency={currency}
        submitLabel={t("Save correction")}
        isBusy={correct.isPending}
        error={correct.isError ? asApiError(correct.error) : null}
        onSubmit={submit}
      />
    </Dialog>
  );
}

function TransactionForm({
  initial,
  baseCurrency,
  submitLabel,
  isBusy,
  error,
  onSubmit,
}: {
  initial: Draft;
  baseCurrency: string;
  submitLabel: string;
  isBusy: boolean;
  error: ApiError | null;
  onSubmit: (draft: Draft) => void;
}) {
  const [draft, setDraft] = useState(initial);
  const [isChecked, setChecked] = useState(false);
  const errors = isChecked ? draftErrors(draft) : {};
  const problem = (field: keyof Draft) => errors[field] ?? error?.fieldMessage(field);
  const change = (field: keyof Draft) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [field]: event.target.value });
  const isOwn = isNeeded(draft.kind, "symbol");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(draftErrors(draft)).length === 0) onSubmit(draft);
  };
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-2 gap-x-4 gap-y-4">
      {error && <ErrorState className="col-span-2" failure={failureOf(error)} />}
      <SelectField label={t("Kind")} value={draft.kind} onChange={change("kind")}>
        {KIND_NAMES.map((kind: TransactionKind) => (
          <option key={kind} value={kind}>
            {KINDS[kind].label}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("Trade date")}
        type="date"
        value={draft.trade_date}
        onChange={change("trade_date")}
        error={problem("trade_date")}
      />
      {fieldsOf(draft.kind).map((field) => (
        <TextField
          key={field}
          label={
            isNeeded(draft.kind, field)
              ? FIELD_LABELS[field]
              : t("{field} (optional)", { field: FIELD_LABELS[field] })
          }
          hint={FIELD_HINTS[field]}
          value={draft[field]}
          onChange={change(field)}
          error={problem(field)}
          autoComplete="off"
          inputMode={field.endsWith("symbol") || field === "ratio" ? "text" : "decimal"}
          className={field.endsWith("symbol") ? "[&_input]:uppercase" : ""}
        />
      ))}
      <SelectField
        label={t("Currency")}
        value={draft.currency || (isOwn ? "" : baseCurrency)}
        onChange={change("currency")}
        error={problem("currency")}
      >
        {isOwn && <option value="">{t("The symbol’s own")}</option>}
        {[...new Set([draft.currency || baseCurrency, ...CURRENCIES])].map((code) => (
          <option key={code}>{code}</option>
        ))}
      </SelectField>
      <TextField
        label={t("Note (optional)")}
        className="col-span-2"
        value={draft.note}
        maxLength={500}
        onChange={change("note")}
      />
      <div className="col-span-2 mt-1 flex items-center justify-between gap-4">
        <span className="text-soft">{gross(draft)}</span>
        <Button type="submit" isBusy={isBusy}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}

function gross({ kind, quantity, price, currency }: Draft): string {
  const needed = fieldsOf(kind);
  if (!needed.includes("quantity") || !needed.includes("price")) return "";
  if (!isDecimal(quantity.trim()) || !isDecimal(price.trim())) return "";
  const amount = multiplyDecimals(quantity.trim(), price.trim());
  return t("{amount} before fees", {
    amount: currency ? formatMoney(amount, currency) : formatQuantity(amount),
  });
}
