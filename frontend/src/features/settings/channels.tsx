import { useState, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import type { Channel } from "@/api/models";
import {
  useChannels,
  useCreateChannel,
  useDeleteChannel,
  useRotateSecret,
  useSwitchChannel,
  useTestChannel,
} from "@/api/notifications";
import { t } from "@/languages/translate";
import { formatAge } from "@/lib/dates";
import { textOf } from "@/lib/forms";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

import { DeliveriesDialog } from "./deliveries-dialog";
import { NoticeTimes } from "./notice-times";

const quiet = { look: "quiet", size: "sm" } as const;

/** Where notices go besides the bell: by e-mail, and to programs of one's own. */
export function ChannelsSection() {
  const channels = useChannels();
  return (
    <Section title={t("Notifications")} id="channels">
      <Loaded query={channels} skeleton={<Skeleton className="h-32" />}>
        {(items) => (
          <>
            <ul className="mb-5 empty:hidden">
              {items.map((channel) => (
                <Row key={channel.id} channel={channel} />
              ))}
            </ul>
            <NewChannel hasEmail={items.some(({ kind }) => kind === "email")} />
          </>
        )}
      </Loaded>
      <NoticeTimes />
    </Section>
  );
}

function Row({ channel }: { channel: Channel }) {
  const { id, kind, name, url, enabled, last_error, last_sent_at, verified } = channel;
  const turn = useSwitchChannel();
  const test = useTestChannel();
  const remove = useDeleteChannel();
  const rotate = useRotateSecret();
  const [isReading, setReading] = useState(false);
  const failed = [turn, test, remove, rotate].find(({ isError }) => isError);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line py-2.5">
      <div className="min-w-0">
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
        {(channel.disabled_because ?? last_error) && (
          <p className="text-sm text-warn">{channel.disabled_because ?? last_error}</p>
        )}
        {failed && <ErrorState className="mt-2" failure={failureOf(failed.error)} />}
        {rotate.data && (
          <>
            <Secret secret={rotate.data.secret} />
            <p className="label mt-1">{t("For a day the old one signs as well.")}</p>
          </>
        )}
      </div>
      <span className="flex flex-wrap">
        <Button {...quiet} onClick={() => setReading(true)}>
          {t("Deliveries")}
        </Button>
        {kind === "webhook" && (
          <Button {...quiet} isBusy={rotate.isPending} onClick={() => rotate.mutate(id)}>
            {t("New secret")}
          </Button>
        )}
        <Button {...quiet} isBusy={test.isPending} onClick={() => test.mutate(id)}>
          {test.isSuccess ? t("On its way") : t("Try it")}
        </Button>
        <Button
          {...quiet}
          isBusy={turn.isPending}
          onClick={() => turn.mutate({ id, enabled: !enabled })}
        >
          {enabled ? t("Switch off") : t("Switch on")}
        </Button>
        <Button
          {...quiet}
          isBusy={remove.isPending}
          aria-label={t("Delete {name}", { name })}
          onClick={() => remove.mutate(id)}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </span>
      {isReading && <DeliveriesDialog channel={channel} onClose={() => setReading(false)} />}
    </li>
  );
}

function NewChannel({ hasEmail }: { hasEmail: boolean }) {
  const create = useCreateChannel();
  const [isWebhook, setWebhook] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate(
      {
        kind: "webhook",
        name: textOf(form, "name") || null,
        url: textOf(form, "url"),
        enabled: true,
      },
      { onSuccess: () => setWebhook(false) },
    );
  };
  const error = create.isError ? asApiError(create.error) : null;
  return (
    <div className="flex flex-col gap-3">
      {error && <ErrorState failure={failureOf(error)} />}
      {create.data?.secret && <Secret secret={create.data.secret} />}
      {isWebhook ? (
        <form onSubmit={submit} className="flex max-w-md flex-col gap-3">
          <TextField label={t("Name (optional)")} name="name" maxLength={80} />
          <TextField
            label={t("Address")}
            name="url"
            type="url"
            required
            placeholder="https://"
            hint={t("Each notice is posted there as JSON, signed with a secret shown once.")}
            error={error?.fieldMessage("url")}
          />
          <div className="flex gap-2">
            <Button type="submit" isBusy={create.isPending}>
              {t("Add")}
            </Button>
            <Button look="quiet" onClick={() => setWebhook(false)}>
              {t("Cancel")}
            </Button>
          </div>
        </form>
      ) : (
        <div className="flex flex-wrap gap-2">
          {!hasEmail && (
            <Button
              look="secondary"
              isBusy={create.isPending}
              onClick={() => create.mutate({ kind: "email", enabled: true })}
            >
              {t("Also by e-mail")}
            </Button>
          )}
          <Button look="secondary" onClick={() => setWebhook(true)}>
            {t("Add a webhook")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Secret({ secret }: { secret: string }) {
  return (
    <div role="status" className="rounded-md bg-accent-wash p-4">
      <p className="font-semibold">{t("Copy it now: it is shown this once.")}</p>
      <code className="break-all">{secret}</code>
    </div>
  );
}
