import type { SubmitEvent } from "react";

import { useChangeChannel, useCreateChannel } from "@/api/channels";
import { asApiError, failureOf } from "@/api/errors";
import type { Channel } from "@/api/models";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { ErrorState } from "@/ui/states";

import { Secret } from "./secret";

/** A new webhook, or a channel under another name or address. */
export function ChannelDialog({ channel, onClose }: { channel?: Channel; onClose: () => void }) {
  const create = useCreateChannel();
  const change = useChangeChannel(channel?.id ?? "");
  const doing = channel ? change : create;
  const isWebhook = channel?.kind !== "email";
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = { name: textOf(form, "name") || null, url: textOf(form, "url") || null };
    if (channel) change.mutate(said, { onSuccess: onClose });
    else create.mutate({ kind: "webhook", enabled: true, ...said });
  };
  const error = doing.isError ? asApiError(doing.error) : null;
  const title = channel ? t("Change {name}", { name: channel.name }) : t("New webhook");
  if (create.data?.secret) {
    return (
      <Dialog title={create.data.name} onClose={onClose}>
        <Secret secret={create.data.secret} />
        <div className="mt-5 flex justify-end">
          <Button onClick={onClose}>{t("I have copied it")}</Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose} width="30rem">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label={channel ? t("Name") : t("Name (optional)")}
          name="name"
          maxLength={80}
          required={channel !== undefined}
          autoFocus
          autoComplete="off"
          defaultValue={channel?.name}
          error={error?.fieldMessage("name")}
        />
        {isWebhook && (
          <TextField
            label={t("Address")}
            name="url"
            type="url"
            required
            placeholder="https://"
            defaultValue={channel?.url ?? ""}
            hint={
              channel
                ? t("Its secret stays the same.")
                : t("Each notice is posted there as JSON, signed with a secret shown once.")
            }
            error={error?.fieldMessage("url")}
          />
        )}
        <Button type="submit" className="self-end" isBusy={doing.isPending}>
          {channel ? t("Save") : t("Add")}
        </Button>
      </form>
    </Dialog>
  );
}
