import { useState, type KeyboardEvent } from "react";

import { asApiError } from "@/api/errors";
import type { Transaction } from "@/api/models";
import { useCorrectTransaction } from "@/api/transactions";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Td } from "@/ui/table";

import { asTransaction, draftErrors, draftOf, type Draft } from "./draft";
import { FIELD_LABELS, fieldsOf, KINDS, type FieldName } from "./kinds";
import { ROW_HEIGHT } from "./transaction-row";

/** A row being corrected where it stands: Enter saves, Escape leaves it as it was. */
export function EditRow({
  transaction,
  portfolioId,
  rowIndex,
  onClose,
  onMore,
}: {
  transaction: Transaction;
  portfolioId: string;
  rowIndex: number;
  onClose: () => void;
  onMore: () => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(transaction));
  const correct = useCorrectTransaction(portfolioId, transaction);
  const errors = draftErrors(draft);
  const save = () => {
    if (Object.keys(errors).length > 0) return;
    correct.mutate(asTransaction(draft, transaction.currency, transaction), { onSuccess: onClose });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.target as HTMLElement).tagName === "INPUT") save();
    if (event.key === "Escape") onClose();
  };
  const fields = fieldsOf(draft.kind);
  const input = (field: keyof Draft & (FieldName | "trade_date"), label: string) => (
    <input
      type={field === "trade_date" ? "date" : "text"}
      aria-label={label}
      aria-invalid={errors[field] ? true : undefined}
      title={errors[field]}
      autoFocus={field === firstOf(fields)}
      inputMode={field === "trade_date" ? undefined : "decimal"}
      autoComplete="off"
      className={`control min-h-9 px-2 text-[0.9375rem] ${field === "trade_date" ? "w-36" : "w-28 text-right"}`}
      value={draft[field]}
      onChange={({ target }) => setDraft({ ...draft, [field]: target.value })}
    />
  );
  const cell = (field: FieldName) => fields.includes(field) && input(field, FIELD_LABELS[field]);
  const message = correct.isError ? asApiError(correct.error).message : Object.values(errors)[0];
  return (
    <tr
      aria-rowindex={rowIndex}
      style={{ height: ROW_HEIGHT }}
      className="bg-accent-wash/60"
      onKeyDown={onKeyDown}
    >
      <Td>{input("trade_date", t("Trade date"))}</Td>
      <Td>
        {KINDS[draft.kind].label}
        <span role="alert" className="block max-w-56 truncate text-sm text-loss" title={message}>
          {message}
        </span>
      </Td>
      <Td className="font-semibold">{transaction.symbol}</Td>
      <Td isNumeric className="hidden md:table-cell">
        {cell("quantity")}
      </Td>
      <Td isNumeric className="hidden md:table-cell">
        {cell("price")}
      </Td>
      <Td isNumeric>{cell("amount")}</Td>
      <Td isNumeric className="hidden lg:table-cell">
        {cell("fee")}
      </Td>
      <Td isNumeric>
        <span className="inline-flex">
          <Button size="sm" isBusy={correct.isPending} aria-label={t("Save")} onClick={save}>
            <Icon name="check" className="size-4" />
          </Button>
          <Button look="quiet" size="sm" aria-label={t("All fields")} onClick={onMore}>
            <Icon name="more" className="size-4" />
          </Button>
          <Button look="quiet" size="sm" aria-label={t("Cancel")} onClick={onClose}>
            <Icon name="close" className="size-4" />
          </Button>
        </span>
      </Td>
    </tr>
  );
}

function firstOf(fields: readonly FieldName[]): FieldName | undefined {
  return fields.find((field) => field === "quantity" || field === "amount");
}
