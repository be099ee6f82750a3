import { expect, it } from "vitest";

import type { ImportedTransaction, ImportPreview } from "@/api/models";

import { verdictRows } from "./verdicts";

it("lists every row that was told of in the order of the file", () => {
  const preview = {
    transactions: [{ row: 5 }, { row: 2 }] as ImportedTransaction[],
    rejected: [{ row: 3, reason: "no date" }],
    informational: [{ row: 4, reason: "a card payment" }],
  } as ImportPreview;
  expect(verdictRows(preview).map(({ row, verdict }) => [row, verdict])).toEqual([
    [2, "accepted"],
    [3, "rejected"],
    [4, "informational"],
    [5, "accepted"],
  ]);
});
