import { failureOf } from "@/api/errors";
import type { Transaction } from "@/api/models";
import { useDeleteTransaction } from "@/api/transactions";
import { t } from "@/languages/translate";
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
    <Dialog title={t("Delete this transaction?")} onClose={onClose} width="28rem">
      {remove.isError && <ErrorState className="mb-4" failure={failureOf(remove.error)} />}
      <p className="text-soft">
        {t(
          "{entry} of {tradeDate} will no longer count. Value, gain and return are computed again without it.",
          {
            entry: [KINDS[kind].label, symbol].filter(Boolean).join(" "),
            tradeDate: formatDay(trade_date),
          },
        )}
      </p>
      <div className="mt-6 flex justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          {t("Keep it")}
        </Button>
        <Button
          look="danger"
          isBusy={remove.isPending}
          onClick={() => remove.mutate(id, { onSuccess: onClose })}
        >
          {t("Delete")}
        </Button>
      </div>
    </Dialog>
  );
}
