import { memo } from "react";
import { Link } from "react-router";

import type { Transaction } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { multiplyDecimals, signOf } from "@/lib/decimal";
import { formatMoney, formatPrice, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Td } from "@/ui/table";

import type { Doing } from "./doing";
import { KINDS } from "./kinds";

/** Of every row, in pixels: rows that are not in the document need no measuring. */
export const ROW_HEIGHT = 56;

type RowProps = {
  transaction: Transaction;
  rowIndex: number;
  /** Undefined where the ledger can only be read. */
  onEdit: ((id: string) => void) | undefined;
  onDo: (doing: Doing) => void;
};

export const TransactionRow = memo(function TransactionRow({
  transaction,
  rowIndex,
  onEdit,
  onDo,
}: RowProps) {
  const { kind, symbol, quantity, price, currency, trade_date, version, note } = transaction;
  return (
    <tr
      aria-rowindex={rowIndex}
      style={{ height: ROW_HEIGHT }}
      className="hover:bg-sunken/60"
      onDoubleClick={() => onEdit?.(transaction.id)}
    >
      <Td className="whitespace-nowrap">
        <time dateTime={trade_date}>{formatDay(trade_date)}</time>
      </Td>
      <Td>
        <span className="flex items-center gap-1.5 leading-5 whitespace-nowrap">
          {KINDS[kind].label}
          {version > 1 && <Badge>v{version}</Badge>}
        </span>
        {note && (
          <span className="block max-w-24 truncate text-sm leading-5 text-faint sm:max-w-56">
            {note}
          </span>
        )}
      </Td>
      <Td>
        {symbol && (
          <Link
            className="font-semibold hover:text-accent"
            to={`/symbols/${encodeURIComponent(symbol)}`}
          >
            {symbol}
          </Link>
        )}
      </Td>
      <Td isNumeric className="hidden md:table-cell">
        {quantity ? formatQuantity(quantity) : (transaction.ratio ?? "")}
      </Td>
      <Td isNumeric className="hidden md:table-cell">
        {price ? formatPrice(price, currency) : ""}
      </Td>
      <Td isNumeric>{gross(transaction)}</Td>
      <Td isNumeric className="hidden text-soft lg:table-cell">
        {costs(transaction)}
      </Td>
      <Td isNumeric>
        <Actions transaction={transaction} onEdit={onEdit} onDo={onDo} />
      </Td>
    </tr>
  );
});

function gross({ amount, quantity, price, currency }: Transaction): string {
  if (amount) return formatMoney(amount, currency);
  return quantity && price ? formatMoney(multiplyDecimals(quantity, price), currency) : "";
}

function costs({ fee, tax, currency }: Transaction): string {
  return [fee, tax]
    .filter((value): value is string => Boolean(value) && signOf(value) !== 0)
    .map((value) => formatMoney(value, currency))
    .join(" + ");
}

function Actions({ transaction, onEdit, onDo }: Omit<RowProps, "rowIndex">) {
  const { kind, symbol, trade_date, id } = transaction;
  const name = [KINDS[kind].label, symbol, trade_date].filter(Boolean).join(" ");
  const quiet = { look: "quiet", size: "sm" } as const;
  return (
    <span className="no-print inline-flex">
      {onEdit && (
        <Button
          {...quiet}
          className="max-sm:-mr-2 max-sm:px-1.5"
          aria-label={t("Correct {name}", { name })}
          onClick={() => (isWide() ? onEdit(id) : onDo({ what: "edit", transaction }))}
        >
          <Icon name="edit" className="size-4" />
        </Button>
      )}
      <Button
        {...quiet}
        className={onEdit ? "max-md:hidden" : "max-sm:-mr-2 max-sm:px-1.5"}
        aria-label={t("History of {name}", { name })}
        onClick={() => onDo({ what: "history", transaction })}
      >
        <Icon name="history" className="size-4" />
      </Button>
      {onEdit && (
        <Button
          {...quiet}
          className="max-md:hidden"
          aria-label={t("Delete {name}", { name })}
          onClick={() => onDo({ what: "delete", transaction })}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      )}
    </span>
  );
}

/** Whether the columns that are edited are shown; a phone gets the form instead. */
function isWide(): boolean {
  return window.innerWidth >= 768;
}
