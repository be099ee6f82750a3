import type { ImportedTransaction, ImportPreview } from "@/api/models";

/** What the service said of a row. Rows known from before are counted, not listed. */
export type Verdict = "accepted" | "rejected" | "informational";

export type VerdictRow = {
  key: string;
  row: number;
  verdict: Verdict;
  transaction: ImportedTransaction | null;
  reason: string | null;
};

/** The preview as one list in the order of the file, numbered as a spreadsheet shows it. */
export function verdictRows(preview: ImportPreview): VerdictRow[] {
  const rows = [
    ...preview.transactions.map((transaction, index): VerdictRow => ({
      key: `accepted-${index}`,
      row: transaction.row,
      verdict: "accepted",
      transaction,
      reason: null,
    })),
    ...told("rejected", preview.rejected),
    ...told("informational", preview.informational),
  ];
  return rows.sort((a, b) => a.row - b.row);
}

function told(verdict: Verdict, lines: readonly { row: number; reason: string }[]): VerdictRow[] {
  return lines.map(({ row, reason }, index) => ({
    key: `${verdict}-${index}`,
    row,
    verdict,
    transaction: null,
    reason,
  }));
}
