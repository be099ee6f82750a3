import { useEffect, useRef, useState } from "react";

import { useDeleteAlert, useSnoozeAlert, useSwitchAlert } from "@/api/alerts";
import { failureOf } from "@/api/errors";
import type { Alert } from "@/api/models";
import { counted, t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { formatDay, formatInstant } from "@/lib/dates";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Icon } from "@/ui/icon";
import { ErrorState } from "@/ui/states";

import { AlertDialog } from "./alert-dialog";
import { FiringsDialog } from "./firings-dialog";
import { STATES } from "./rules";
import { SnoozeDialog } from "./snooze-dialog";

const TONES: Partial<Record<Alert["status"], Tone>> = {
  fired: "accent",
  met: "accent",
  no_data: "warn",
};
const quiet = { look: "quiet", size: "sm" } as const;

/** A rule and how it stands. `isAsked`: a notice led here. */
export function AlertRow({ alert, isAsked }: { alert: Alert; isAsked: boolean }) {
  const { id, title, note, status, enabled } = alert;
  const turn = useSwitchAlert();
  const wake = useSnoozeAlert();
  const row = useRef<HTMLLIElement>(null);
  const [doing, setDoing] = useState<"read" | "edit" | "snooze" | "delete" | null>(null);
  const stop = () => setDoing(null);
  const isSilent = isAhead(alert.snoozed_until);
  const failed = [turn, wake].find(({ isError }) => isError);
  useEffect(() => {
    if (!isAsked) return;
    row.current?.scrollIntoView({ block: "center" });
    row.current?.focus({ preventScroll: true });
  }, [isAsked]);
  return (
    <li
      ref={row}
      tabIndex={-1}
      aria-current={isAsked || undefined}
      className={cx(
        "flex flex-col justify-between gap-x-6 gap-y-1 border-b border-line py-3.5 lg:flex-row lg:items-center",
        isAsked && "-mx-3 rounded-md bg-accent-wash px-3",
      )}
    >
      <div className={cx("min-w-0 flex-1", !enabled && "opacity-70")}>
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {title}
          <Badge tone={TONES[status] ?? "plain"}>{enabled ? STATES[status] : t("off")}</Badge>
        </p>
        {note && <p className="break-words text-soft">{note}</p>}
        <p className="label break-words">{standingOf(alert, isSilent)}</p>
        {failed && <ErrorState className="mt-2" failure={failureOf(failed.error)} />}
      </div>
      <span className="no-print -ml-2.5 flex flex-wrap lg:ml-0">
        <Button
          {...quiet}
          isBusy={wake.isPending}
          aria-label={isSilent ? t("Wake {title}", { title }) : t("Silent: {title}", { title })}
          onClick={() => (isSilent ? wake.mutate({ id }) : setDoing("snooze"))}
        >
          {isSilent ? t("Wake") : t("Silent…")}
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
          aria-label={t("History of {name}", { name: title })}
          onClick={() => setDoing("read")}
        >
          <Icon name="history" className="size-4" />
        </Button>
        <Button
          {...quiet}
          aria-label={t("Change {title}", { title })}
          onClick={() => setDoing("edit")}
        >
          <Icon name="edit" className="size-4" />
        </Button>
        <Button
          {...quiet}
          aria-label={t("Delete {title}", { title })}
          onClick={() => setDoing("delete")}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </span>
      {doing === "read" && <FiringsDialog alert={alert} onClose={stop} />}
      {doing === "edit" && <AlertDialog alert={alert} onClose={stop} />}
      {doing === "snooze" && <SnoozeDialog alert={alert} onClose={stop} />}
      {doing === "delete" && <Deletion alert={alert} onClose={stop} />}
    </li>
  );
}

/** What it said last, until when it is silent, and how often it told something. */
function standingOf(alert: Alert, isSilent: boolean): string {
  const { detail, snoozed_until, last_fired_on, fired_count } = alert;
  const told = [
    detail,
    isSilent && snoozed_until && t("silent until {day}", { day: formatInstant(snoozed_until) }),
    last_fired_on &&
      counted("told once, on {day}", "told {count} times, last on {day}", fired_count, {
        day: formatDay(last_fired_on),
      }),
  ];
  return told.filter(Boolean).join(" · ");
}

function isAhead(instant: string | null): boolean {
  return instant !== null && Date.parse(instant) > Date.now();
}

function Deletion({ alert: { id, title }, onClose }: { alert: Alert; onClose: () => void }) {
  const remove = useDeleteAlert();
  return (
    <ConfirmDialog
      title={t("Delete {title}?", { title })}
      confirmLabel={t("Delete")}
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(id, { onSuccess: onClose })}
    >
      {t("It tells nothing any more. What it told stays among the notifications.")}
    </ConfirmDialog>
  );
}
