import { useFirings } from "@/api/alerts";
import type { Alert } from "@/api/models";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { NextPage } from "@/ui/paged";
import { Skeleton } from "@/ui/states";

/** When an alert told something, newest first; the service remembers two years. */
export function FiringsDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const firings = useFirings(alert.id);
  return (
    <Dialog title={alert.title} onClose={onClose}>
      <Loaded query={firings} skeleton={<Skeleton className="h-24" />}>
        {(items) => (
          <>
            {items.length === 0 && <p className="text-soft">{t("It has told nothing yet.")}</p>}
            <ul>
              {items.map(({ notification_id, at, text }) => (
                <li key={notification_id} className="border-b border-line py-2.5 last:border-0">
                  <p>{text}</p>
                  <p className="label">{formatInstant(at)}</p>
                </li>
              ))}
            </ul>
            <NextPage query={firings} />
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
