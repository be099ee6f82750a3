import type { Transaction } from "@/api/models";
import { useVersions } from "@/api/transactions";
import { t } from "@/languages/translate";
import { formatDay, formatInstant } from "@/lib/dates";
import { formatMoney, formatPrice, formatQuantity } from "@/lib/money";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";

import { KINDS } from "./kinds";

/** Everything this entry has ever said, newest first. */
export function VersionsDialog({
  portfolioId,
  transactionId,
  onClose,
}: {
  portfolioId: string;
  transactionId: string;
  onClose: () => void;
}) {
  const versions = useVersions(portfolioId, transactionId);
  return (
    <Dialog title={t("History of this entry")} onClose={onClose}>
      <Loaded query={versions} skeleton={<Skeleton className="h-24" />}>
        {({ items }) => (
          <ol className="border-l border-line-strong pl-5">
            {[...items]
              .sort((a, b) => b.version - a.version)
              .map((one) => (
                <li key={one.version} className="relative pb-5 last:pb-0">
                  <span
                    aria-hidden="true"
                    className="absolute top-1.5 -left-[1.6rem] size-2.5 rounded-full bg-accent"
                  />
                  <p className="label">
                    {t("Version {version}, recorded {recordedAt}, {source}", {
                      version: one.version,
                      recordedAt: formatInstant(one.recorded_at),
                      source: one.source,
                    })}
                  </p>
                  <p>{one.is_deleted ? t("Deleted") : inWords(one)}</p>
                  {one.note && <p className="text-sm text-soft">{one.note}</p>}
                </li>
              ))}
          </ol>
        )}
      </Loaded>
    </Dialog>
  );
}

function inWords(one: Transaction): string {
  const parts = [
    KINDS[one.kind].label,
    one.quantity && formatQuantity(one.quantity),
    one.symbol,
    one.price && t("at {price}", { price: formatPrice(one.price, one.currency) }),
    one.amount && formatMoney(one.amount, one.currency),
    one.ratio,
    t("on {day}", { day: formatDay(one.trade_date) }),
  ];
  return parts.filter(Boolean).join(" ");
}
