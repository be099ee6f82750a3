import type { SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import type { Watchlist } from "@/api/models";
import { useChangeWatchlist, useCreateWatchlist } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { ErrorState } from "@/ui/states";

/** Name a new list, or an old one anew; with a note on what it is for. */
export function ListNameDialog({
  list,
  onClose,
  onDone,
}: {
  list?: Watchlist;
  onClose: () => void;
  onDone?: (list: { id: string }) => void;
}) {
  const create = useCreateWatchlist();
  const change = useChangeWatchlist(list?.id ?? "");
  const doing = list ? change : create;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = { name: textOf(form, "name"), note: textOf(form, "note") };
    if (list) change.mutate(said, { onSuccess: onClose });
    else {
      create.mutate(said, {
        onSuccess: (made) => {
          onClose();
          onDone?.(made);
        },
      });
    }
  };
  const error = doing.isError ? asApiError(doing.error) : null;
  return (
    <Dialog
      title={list ? t("Change the watchlist") : t("New watchlist")}
      onClose={onClose}
      width="26rem"
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label={t("Name")}
          name="name"
          required
          maxLength={80}
          autoFocus
          autoComplete="off"
          defaultValue={list?.name ?? t("My watchlist")}
          error={error?.fieldMessage("name")}
        />
        <TextField
          label={t("Note (optional)")}
          name="note"
          maxLength={500}
          autoComplete="off"
          defaultValue={list?.note ?? ""}
          error={error?.fieldMessage("note")}
        />
        <Button type="submit" isBusy={doing.isPending} className="self-end">
          {list ? t("Save") : t("Create")}
        </Button>
      </form>
    </Dialog>
  );
}
