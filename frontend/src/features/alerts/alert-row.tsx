import { useState } from "react";

import { useDeleteAlert, useFirings, useSnoozeAlert, useSwitchAlert } from "@/api/alerts";
import { failureOf } from "@/api/errors";
import type { Alert } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { formatDay, formatInstant } from "@/lib/dates";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { ErrorState, Skeleton } from "@/ui/states";

import { AlertDialog } from "./alert-dialog";
import { STATES } from "./rules";

const TONES: Partial<Record<Alert["status"], Tone>> = {
  fired: "accent",
  met: "accent",
  no_data: "warn",
};
const DAY_HOURS = 24;
const quiet = { look: "quiet", size: "sm" } as const;

export function AlertRow({ alert }: { alert: Alert }) {
  const turn = useSwitchAlert();
  const snooze = useSnoozeAlert();
  const remove = useDeleteAlert();
  const [isReading, setReading] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const isSilent = alert.status === "snoozed" || isAhead(alert.snoozed_until);
  const { id, title, note, detail, status, enabled, fired_count, last_fired_on } = alert;
  const failed = [turn, snooze, remove].find(({ isError }) => isError);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3.5">
      <div className={enabled ? "min-w-0 flex-1" : "min-w-0 flex-1 opacity-70"}>
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {title}
          <Badge tone={TONES[status] ?? "plain"}>{enabled ? STATES[status] : t("off")}</Badge>
        </p>
        {note && <p className="text-soft">{note}</p>}
        <p className="label">
          {[
            detail,
            isSilent &&
              alert.snoozed_until &&
              t("silent until {day}", { day: formatInstant(alert.snoozed_until) }),
            last_fired_on &&
              counted("told once, on {day}", "told {count} times, last on {day}", fired_count, {
                day: formatDay(last_fired_on),
              }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {failed && <ErrorState className="mt-2" failure={failureOf(failed.error)} />}
      </div>
      <span className="no-print flex flex-wrap">
        {fired_count > 0 && (
          <Button
            {...quiet}
            aria-label={t("History of {name}", { name: title })}
            onClick={() => setReading(true)}
          >
            <Icon name="history" className="size-4" />
          </Button>
        )}
        <Button
          {...quiet}
          aria-label={t("Change {title}", { title })}
          onClick={() => setEditing(true)}
        >
          <Icon name="edit" className="size-4" />
        </Button>
        <Button
          {...quiet}
          isBusy={snooze.isPending}
          onClick={() => snooze.mutate({ id, hours: isSilent ? null : 7 * DAY_HOURS })}
        >
          {isSilent ? t("Wake") : t("Silent for a week")}
        </Button>
        <Button
          {...quiet}
          aria-pressed={enabled}
          isBusy={turn.isPending}
          onClick={() => turn.mutate({ id, enabled: !enabled })}
        >
          {enabled ? t("Switch off") : t("Switch on")}
        </Button>
        <Button
          {...quiet}
          isBusy={remove.isPending}
          aria-label={t("Delete {title}", { title })}
          onClick={() => remove.mutate(id)}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </span>
      {isReading && <Firings alert={alert} onClose={() => setReading(false)} />}
      {isEditing && <AlertDialog alert={alert} onClose={() => setEditing(false)} />}
    </li>
  );
}

function Firings({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const firings = useFirings(alert.id);
  return (
    <Dialog title={alert.title} onClose={onClose}>
      <Loaded query={firings} skeleton={<Skeleton className="h-24" />}>
        {(items) => (
          <ul>
            {items.map(({ at, text }) => (
              <li key={at} className="border-b border-line py-2.5 last:border-0">
                <p>{text}</p>
                <p className="label">{formatInstant(at)}</p>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}

function isAhead(instant: string | null): boolean {
  return instant !== null && Date.parse(instant) > Date.now();
}
