import { useMemo, useState } from "react";

import type { ImportedTransaction, ImportPreview } from "@/api/models";
import { KINDS } from "@/features/transactions/kinds";
import { counted, t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { multiplyDecimals } from "@/lib/decimal";
import { formatInteger, formatMoney, formatQuantity } from "@/lib/money";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Paged } from "@/ui/paged";
import { Segmented } from "@/ui/segmented";
import { ErrorState, type Failure } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

import { brokerName } from "./brokers";
import { verdictRows, type Verdict, type VerdictRow } from "./verdicts";

const PAGE = 100;
const LISTED = 500;

const VERDICTS: Record<Verdict, { label: string; tone: Tone }> = {
  accepted: { label: t("New"), tone: "gain" },
  rejected: { label: t("Refused"), tone: "loss" },
  informational: { label: t("Not a booking"), tone: "plain" },
};

export function ImportPreviewView({
  preview,
  fileName,
  isBusy,
  isDiscarding,
  failure,
  onConfirm,
  onDiscard,
  onCancel,
  onMatch,
}: {
  preview: ImportPreview;
  fileName: string;
  isBusy: boolean;
  isDiscarding: boolean;
  failure: Failure | null;
  onConfirm: () => void;
  onDiscard: () => void;
  onCancel: () => void;
  /** Where the columns can be matched otherwise. */
  onMatch: (() => void) | undefined;
}) {
  const count = preview.transaction_count;
  return (
    <>
      <div className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <div>
          <p className="label">{fileName}</p>
          <h2 className="text-2xl">{brokerName(preview.broker)}</h2>
          <p className="text-soft">
            {preview.duplicates > 0
              ? counted(
                  "{count} row read, {known} of them already known.",
                  "{count} rows read, {known} of them already known.",
                  preview.rows,
                  {
                    known: formatInteger(preview.duplicates),
                  },
                )
              : counted("{count} row read.", "{count} rows read.", preview.rows)}{" "}
            {t("Nothing is booked until you confirm.")}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button look="quiet" isBusy={isDiscarding} onClick={onDiscard}>
            {t("Discard")}
          </Button>
          {onMatch && (
            <Button look="secondary" onClick={onMatch}>
              {t("Change the columns")}
            </Button>
          )}
          <Button look="secondary" onClick={onCancel}>
            {t("Choose another file")}
          </Button>
          <Button disabled={count === 0} isBusy={isBusy} onClick={onConfirm}>
            {count === 0
              ? t("Nothing to book")
              : counted("Book {count} transaction", "Book {count} transactions", count)}
          </Button>
        </div>
      </div>
      {failure && <ErrorState className="mb-4" failure={failure} />}
      {preview.warnings.length > 0 && (
        <ul className="mb-4 list-inside list-disc rounded-md bg-warn-wash p-4 text-warn">
          {preview.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <Rows preview={preview} />
    </>
  );
}

function Rows({ preview }: { preview: ImportPreview }) {
  const [verdict, setVerdict] = useState<Verdict | "all">("all");
  const rows = useMemo(() => verdictRows(preview), [preview]);
  const matching = verdict === "all" ? rows : rows.filter((row) => row.verdict === verdict);
  const options = optionsOf(preview);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-5 gap-y-2">
        <Segmented label={t("Verdict")} value={verdict} options={options} onChange={setVerdict} />
        {isCut(preview) && (
          <span className="label">
            {t("The first {count} of each kind are listed. All will be booked.", { count: LISTED })}
          </span>
        )}
      </div>
      {matching.length === 0 ? (
        <p className="py-10 text-center text-soft">
          {preview.duplicates > 0 && preview.transaction_count === 0
            ? t("Everything this file would book is already in the ledger.")
            : t("No rows to show here.")}
        </p>
      ) : (
        <Paged key={verdict} items={matching} size={PAGE}>
          {(shown) => (
            <Table caption={t("Rows of the file")}>
              <thead>
                <tr>
                  <Th>{t("Row")}</Th>
                  <Th>{t("Verdict")}</Th>
                  <Th className="hidden sm:table-cell">{t("Day")}</Th>
                  <Th>{t("What")}</Th>
                  <Th isNumeric className="hidden sm:table-cell">
                    {t("Quantity")}
                  </Th>
                  <Th isNumeric>{t("Amount")}</Th>
                </tr>
              </thead>
              <tbody>
                {shown.map((row) => (
                  <Row key={row.key} row={row} />
                ))}
              </tbody>
            </Table>
          )}
        </Paged>
      )}
    </>
  );
}

function optionsOf(preview: ImportPreview): { value: Verdict | "all"; label: string }[] {
  const counts: [Verdict, number][] = [
    ["accepted", preview.accepted],
    ["rejected", preview.rejected_count],
    ["informational", preview.informational_count],
  ];
  return [
    { value: "all", label: t("All") },
    ...counts
      .filter(([, count]) => count > 0)
      .map(([value, count]) => ({
        value,
        label: `${VERDICTS[value].label} ${formatInteger(count)}`,
      })),
  ];
}

function isCut({ transaction_count, rejected_count, informational_count }: ImportPreview): boolean {
  return Math.max(transaction_count, rejected_count, informational_count) > LISTED;
}

function Row({ row: { row, verdict, reason, transaction } }: { row: VerdictRow }) {
  return (
    <tr>
      <Td className="text-faint">{row}</Td>
      <Td>
        <Badge tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].label}</Badge>
      </Td>
      <Td className="hidden whitespace-nowrap sm:table-cell">
        {transaction && formatDay(transaction.trade_date)}
      </Td>
      <Td>
        {transaction && (
          <>
            {KINDS[transaction.kind].label}{" "}
            <span className="font-semibold">{transaction.symbol ?? ""}</span>
            <span className="block text-sm text-faint sm:hidden">
              {formatDay(transaction.trade_date)}
            </span>
          </>
        )}
        {reason && <span className="block text-sm text-soft">{reason}</span>}
      </Td>
      <Td isNumeric className="hidden sm:table-cell">
        {transaction?.quantity ? formatQuantity(transaction.quantity) : ""}
      </Td>
      <Td isNumeric>{transaction ? gross(transaction) : ""}</Td>
    </tr>
  );
}

function gross({ amount, quantity, price, currency }: ImportedTransaction): string {
  if (!currency) return amount ?? "";
  if (amount) return formatMoney(amount, currency);
  return quantity && price ? formatMoney(multiplyDecimals(quantity, price), currency) : "";
}
