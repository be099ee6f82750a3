import type { Transaction } from "@/api/models";

/** What a person is about to do with an entry of the ledger. */
export type Doing = { what: "edit" | "delete" | "history"; transaction: Transaction };
