import { useCallback, useState } from "react";

import type { Transaction } from "@/api/models";
import { t } from "@/languages/translate";
import { Table, Th } from "@/ui/table";
import { useRowWindow } from "@/ui/use-row-window";

import type { Doing } from "./doing";
import { EditRow } from "./edit-row";
import { ROW_HEIGHT, TransactionRow } from "./transaction-row";

const COLUMNS = 8;

/** The ledger as a table of any length: only rows near the screen are in the document, and each says
 * which one of how many it is. */
export function TransactionsTable({
  transactions,
  portfolioId,
  isReadOnly = false,
  onDo,
}: {
  transactions: readonly Transaction[];
  portfolioId: string;
  isReadOnly?: boolean;
  onDo: (doing: Doing) => void;
}) {
  const { body, shown } = useRowWindow(transactions.length, ROW_HEIGHT);
  const [editing, setEditing] = useState<string | null>(null);
  const stop = useCallback(() => setEditing(null), []);
  const rows = transactions.slice(shown.first, shown.last);
  return (
    <Table caption={t("Transactions")} rowCount={transactions.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
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
      <tbody ref={body}>
        <Gap rows={shown.first} />
        {rows.map((one, index) =>
          one.id === editing && !isReadOnly ? (
            <EditRow
              key={one.id}
              transaction={one}
              portfolioId={portfolioId}
              rowIndex={shown.first + index + 2}
              onClose={stop}
              onMore={() => onDo({ what: "edit", transaction: one })}
            />
          ) : (
            <TransactionRow
              key={one.id}
              transaction={one}
              rowIndex={shown.first + index + 2}
              onEdit={isReadOnly ? undefined : setEditing}
              onDo={onDo}
            />
          ),
        )}
        <Gap rows={transactions.length - shown.last} />
      </tbody>
    </Table>
  );
}

/** The room of rows that are not in the document. */
function Gap({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={COLUMNS} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  );
}
