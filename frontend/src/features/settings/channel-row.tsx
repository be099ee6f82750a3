import { useState } from "react";

import {
  useChangeChannel,
  useDeleteChannel,
  useRotateSecret,
  useTestChannel,
} from "@/api/channels";
import { failureOf } from "@/api/errors";
import type { Channel, Delivery } from "@/api/models";
import { t } from "@/languages/translate";
import { formatAge, formatInstant } from "@/lib/dates";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Icon } from "@/ui/icon";
import { ErrorState } from "@/ui/states";

import { ChannelDialog } from "./channel-dialog";
import { DeliveriesDialog } from "./deliveries-dialog";
import { Secret } from "./secret";

const quiet = { look: "quiet", size: "sm" } as const;

/** One channel: how it fares, and what can be done with it. */
export function ChannelRow({ channel }: { channel: Channel }) {
  const { id, kind, name, url, enabled, last_sent_at, verified } = channel;
  const turn = useChangeChannel(id);
  const test = useTestChannel(id);
  const rotate = useRotateSecret();
  const [doing, setDoing] = useState<"read" | "edit" | "delete" | null>(null);
  const stop = () => setDoing(null);
  const failed = [turn, test, rotate].find(({ isError }) => isError);
  return (
    <li className="border-b border-line py-3">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {name}
        <Badge>{kind === "email" ? t("E-mail") : t("Webhook")}</Badge>
        {!enabled && <Badge tone="warn">{t("off")}</Badge>}
        {verified === false && <Badge tone="warn">{t("not confirmed")}</Badge>}
      </p>
      <p className="label break-all">
        {[url, last_sent_at && t("last sent {age}", { age: formatAge(last_sent_at) })]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <Trouble channel={channel} />
      <div className="-ml-2.5 flex flex-wrap">
        <Button
          {...quiet}
          disabled={!enabled}
          isBusy={test.isPending}
          aria-label={t("Try it: {name}", { name })}
          onClick={() => test.mutate()}
        >
          {t("Try it")}
        </Button>
        <Button
          {...quiet}
          aria-label={t("Deliveries to {name}", { name })}
          onClick={() => setDoing("read")}
        >
          {t("Deliveries")}
        </Button>
        {kind === "webhook" && (
          <Button
            {...quiet}
            isBusy={rotate.isPending}
            aria-label={t("New secret for {name}", { name })}
            onClick={() => rotate.mutate(id)}
          >
            {t("New secret")}
          </Button>
        )}
        <Button
          {...quiet}
          aria-pressed={enabled}
          isBusy={turn.isPending}
          onClick={() => turn.mutate({ enabled: !enabled })}
        >
          {enabled ? t("Switch off") : t("Switch on")}
        </Button>
        <Button
          {...quiet}
          aria-label={t("Change {name}", { name })}
          onClick={() => setDoing("edit")}
        >
          <Icon name="edit" className="size-4" />
        </Button>
        <Button
          {...quiet}
          aria-label={t("Delete {name}", { name })}
          onClick={() => setDoing("delete")}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </div>
      <div role="status">
        {test.isPending && <p className="text-sm text-soft">{t("Sent. Waiting for an answer…")}</p>}
        {!test.isPending && test.data && <Tested delivery={test.data} kind={kind} />}
      </div>
      {failed && <ErrorState className="mt-2" failure={failureOf(failed.error)} />}
      {rotate.data && (
        <div className="mt-2">
          <Secret secret={rotate.data.secret} />
          <p className="label mt-1">{t("For a day the old one signs as well.")}</p>
        </div>
      )}
      {doing === "read" && <DeliveriesDialog channel={channel} onClose={stop} />}
      {doing === "edit" && <ChannelDialog channel={channel} onClose={stop} />}
      {doing === "delete" && <Deletion channel={channel} onClose={stop} />}
    </li>
  );
}

function Trouble({ channel }: { channel: Channel }) {
  const { verified, enabled, disabled_because, failing_since, last_error } = channel;
  const told = disabled_because ?? last_error;
  return (
    <>
      {verified === false && enabled && (
        <p className="text-sm text-warn">
          {t("Nothing is sent before your address is confirmed; see Profile above.")}
        </p>
      )}
      {told && (
        <p className="text-sm break-words text-warn">
          {told}
          {failing_since && ` · ${t("failing since {day}", { day: formatInstant(failing_since) })}`}
        </p>
      )}
    </>
  );
}

/** What became of a test, in words. */
function Tested({ delivery, kind }: { delivery: Delivery; kind: Channel["kind"] }) {
  if (delivery.status === "sent") {
    return (
      <p className="flex items-center gap-1.5 text-sm text-gain">
        <Icon name="check" className="size-4" />
        {kind === "email" ? t("Sent: look into your mail.") : t("It arrived.")}
      </p>
    );
  }
  if (delivery.last_error) {
    return (
      <p className="text-sm break-words text-loss">
        {t("It did not arrive: {reason}.", { reason: delivery.last_error.replace(/\.$/, "") })}
      </p>
    );
  }
  return (
    <p className="text-sm text-warn">
      {t("It is still on its way. Look under Deliveries in a while.")}
    </p>
  );
}

function Deletion({ channel: { id, name }, onClose }: { channel: Channel; onClose: () => void }) {
  const remove = useDeleteChannel();
  return (
    <ConfirmDialog
      title={t("Delete {name}?", { name })}
      confirmLabel={t("Delete")}
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(id, { onSuccess: onClose })}
    >
      {t("Nothing is sent there any more; what is on its way is dropped.")}
    </ConfirmDialog>
  );
}
