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

/** Name a new list, or an old one anew. */
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
    const name = textOf(new FormData(event.currentTarget), "name");
    if (list) change.mutate({ name }, { onSuccess: onClose });
    else {
      create.mutate(name, {
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
      title={list ? t("Rename the watchlist") : t("New watchlist")}
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
        <Button type="submit" isBusy={doing.isPending} className="self-end">
          {list ? t("Save") : t("Create")}
        </Button>
      </form>
    </Dialog>
  );
}
