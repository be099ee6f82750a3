import type { Channel, Delivery } from "@/api/models";
import { useDeliveries } from "@/api/channels";
import { counted, t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Badge, type Tone } from "@/ui/badge";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";

const STATES: Record<Delivery["status"], { label: string; tone: Tone }> = {
  pending: { label: t("on its way"), tone: "accent" },
  sent: { label: t("arrived"), tone: "gain" },
  failed: { label: t("failed"), tone: "loss" },
};

/** What was sent to a channel lately, and what became of it. */
export function DeliveriesDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const deliveries = useDeliveries(channel.id);
  return (
    <Dialog title={t("Deliveries to {name}", { name: channel.name })} onClose={onClose}>
      <Loaded query={deliveries} skeleton={<Skeleton className="h-40" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-soft">{t("Nothing was sent yet.")}</p>
          ) : (
            <ul>
              {items.map(({ id, status, attempts, created_at, due_at, last_error }) => (
                <li key={id} className="border-b border-line py-2.5 last:border-0">
                  <p className="flex flex-wrap items-center gap-2">
                    {formatInstant(created_at)}
                    <Badge tone={STATES[status].tone}>{STATES[status].label}</Badge>
                  </p>
                  <p className="label">
                    {counted("{count} attempt", "{count} attempts", attempts)}
                    {status === "pending" &&
                      ` · ${t("next at {time}", { time: formatInstant(due_at) })}`}
                  </p>
                  {last_error && <p className="text-sm break-words text-warn">{last_error}</p>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Dialog>
  );
}
