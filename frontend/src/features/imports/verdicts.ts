import type { ImportPreview, NewTransaction } from "@/api/models";

export type Verdict = "accepted" | "duplicate" | "rejected";

export type VerdictRow = {
  key: string;
  row: number | null;
  verdict: Verdict;
  transaction: NewTransaction | null;
  reason: string | null;
};

/** The preview as one list in file order where the service numbered the rows. */
export function verdictRows(preview: ImportPreview): VerdictRow[] {
  const booked = preview.transactions.map(
    (transaction, index): VerdictRow => ({
      key: `t${index}`,
      row: null,
      verdict: "accepted",
      transaction,
      reason: null,
    }),
  );
  const refused = preview.rejected.map(
    ({ row, reason }, index): VerdictRow => ({
      key: `r${index}`,
      row,
      verdict: "rejected",
      transaction: null,
      reason,
    }),
  );
  return [...refused, ...booked];
}
