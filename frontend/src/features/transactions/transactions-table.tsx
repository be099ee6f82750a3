import { Link } from "react-router";

import type { Transaction } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { multiplyDecimals, signOf } from "@/lib/decimal";
import { formatMoney, formatPrice, formatQuantity } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Table, Td, Th } from "@/ui/table";

import { KINDS } from "./kinds";
import type { Doing } from "./transactions-page";

export function TransactionsTable({
  transactions,
  onDo,
}: {
  transactions: readonly Transaction[];
  onDo: (doing: Doing) => void;
}) {
  return (
    <Table caption={t("Transactions")}>
      <thead>
        <tr>
          <Th>{t("Day")}</Th>
          <Th>{t("Kind")}</Th>
          <Th>{t("Symbol")}</Th>
          <Th isNumeric className="hidden md:table-cell">
            {t("Quantity")}
          </Th>
          <Th isNumeric className="hidden md:table-cell">
            {t("Price")}
          </Th>
          <Th isNumeric>{t("Amount")}</Th>
          <Th isNumeric className="hidden lg:table-cell">
            {t("Fees and tax")}
          </Th>
          <Th>
            <span className="sr-only">{t("Actions")}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {transactions.map((one) => (
          <Row key={one.id} transaction={one} onDo={onDo} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ transaction, onDo }: { transaction: Transaction; onDo: (doing: Doing) => void }) {
  const { kind, symbol, quantity, price, currency, trade_date, version, note } = transaction;
  return (
    <tr className="hover:bg-sunken/60">
      <Td className="whitespace-nowrap">
        <time dateTime={trade_date}>{formatDay(trade_date)}</time>
      </Td>
      <Td>
        <span className="flex flex-wrap items-center gap-1.5">
          {KINDS[kind].label}
          {version > 1 && <Badge>v{version}</Badge>}
        </span>
        {note && (
          <span className="block max-w-28 truncate text-sm sm:max-w-56 text-faint">{note}</span>
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
        <Actions transaction={transaction} onDo={onDo} />
      </Td>
    </tr>
  );
}

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

function Actions({
  transaction,
  onDo,
}: {
  transaction: Transaction;
  onDo: (doing: Doing) => void;
}) {
  const name = `${KINDS[transaction.kind].label} ${transaction.symbol ?? ""} ${transaction.trade_date}`;
  return (
    <span className="no-print inline-flex">
      <Button
        look="quiet"
        size="sm"
        aria-label={t("Correct {name}", { name })}
        onClick={() => onDo({ what: "edit", transaction })}
      >
        <Icon name="edit" className="size-4" />
      </Button>
      <Button
        look="quiet"
        size="sm"
        className="max-sm:hidden"
        aria-label={t("History of {name}", { name })}
        onClick={() => onDo({ what: "history", transaction })}
      >
        <Icon name="history" className="size-4" />
      </Button>
      <Button
        look="quiet"
        size="sm"
        className="max-sm:hidden"
        aria-label={t("Delete {name}", { name })}
        onClick={() => onDo({ what: "delete", transaction })}
      >
        <Icon name="trash" className="size-4" />
      </Button>
    </span>
  );
}
