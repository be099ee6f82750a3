import { failureOf } from "@/api/errors";
import type { Transaction } from "@/api/models";
import { useDeleteTransaction } from "@/api/transactions";
import { formatDay } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorState } from "@/ui/states";

import { KINDS } from "./kinds";

export function DeleteTransactionDialog({
  portfolioId,
  transaction,
  onClose,
}: {
  portfolioId: string;
  transaction: Transaction;
  onClose: () => void;
}) {
  const remove = useDeleteTransaction(portfolioId);
  const { kind, symbol, trade_date, id } = transaction;
  return (
    <Dialog title="Delete this transaction?" onClose={onClose} width="28rem">
      {remove.isError && <ErrorState className="mb-4" failure={failureOf(remove.error)} />}
      <p className="text-soft">
        {KINDS[kind].label} {symbol ?? ""} of {formatDay(trade_date)} will no longer count. Value,
        gain and return are computed again without it.
      </p>
      <div className="mt-6 flex justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          Keep it
        </Button>
        <Button
          look="danger"
          isBusy={remove.isPending}
          onClick={() => remove.mutate(id, { onSuccess: onClose })}
        >
          Delete
        </Button>
      </div>
    </Dialog>
  );
}
