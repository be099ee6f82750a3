import { useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";

import { useChangeChat, useChat, useDeleteChat, useExportChat } from "@/api/chats";
import { asApiError, failureOf } from "@/api/errors";
import type { ChatSession } from "@/api/models";
import { usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { textOf } from "@/lib/forms";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { ErrorState } from "@/ui/states";

const quiet = { look: "quiet", size: "sm", className: "min-h-10" } as const;

/** What can be done with the open conversation. */
export function ChatTools({ id }: { id: string }) {
  const chat = useChat(id).data;
  const change = useChangeChat(id);
  const download = useExportChat(id);
  const remove = useDeleteChat(id);
  const navigate = useNavigate();
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const stop = () => setDoing(null);
  if (!chat) return null;
  const failed = [change, download].find(({ isError }) => isError);
  return (
    <>
      <Button {...quiet} onClick={() => setDoing("edit")}>
        <Icon name="edit" className="size-4" /> {t("Rename")}
      </Button>
      <Button
        {...quiet}
        isBusy={change.isPending && doing === null}
        onClick={() => change.mutate({ archived: !chat.archived })}
      >
        {chat.archived ? t("Take back") : t("Archive")}
      </Button>
      <Button
        {...quiet}
        isBusy={download.isPending}
        aria-label={t("Download the conversation")}
        title={t("Download the conversation")}
        onClick={() => download.mutate()}
      >
        <Icon name="download" className="size-4" />
      </Button>
      <Button
        {...quiet}
        aria-label={t("Delete the conversation")}
        title={t("Delete the conversation")}
        onClick={() => setDoing("delete")}
      >
        <Icon name="trash" className="size-4" />
      </Button>
      {failed && doing === null && (
        <ErrorState className="basis-full" failure={failureOf(failed.error)} />
      )}
      {doing === "edit" && <EditDialog chat={chat} change={change} onClose={stop} />}
      {doing === "delete" && (
        <ConfirmDialog
          title={t("Delete the conversation?")}
          confirmLabel={t("Delete")}
          isBusy={remove.isPending}
          error={remove.error}
          onClose={stop}
          onConfirm={() =>
            remove.mutate(undefined, { onSuccess: () => void navigate("/assistant") })
          }
        >
          {t("Its questions, answers and evidence are gone for good. Archive it to keep them.")}
        </ConfirmDialog>
      )}
    </>
  );
}

function EditDialog({
  chat,
  change,
  onClose,
}: {
  chat: ChatSession;
  change: ReturnType<typeof useChangeChat>;
  onClose: () => void;
}) {
  const portfolios = usePortfolios().data ?? [];
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate(
      { title: textOf(form, "title"), portfolio_id: textOf(form, "portfolio_id") || null },
      { onSuccess: onClose },
    );
  };
  const error = change.isError ? asApiError(change.error) : null;
  return (
    <Dialog title={t("Rename the conversation")} onClose={onClose} width="28rem">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && <ErrorState failure={failureOf(error)} />}
        <TextField
          label={t("Title")}
          name="title"
          required
          maxLength={120}
          autoFocus
          autoComplete="off"
          defaultValue={chat.title}
          error={error?.fieldMessage("title")}
        />
        <SelectField
          key={portfolios.length}
          label={t("The conversation is about")}
          name="portfolio_id"
          defaultValue={chat.portfolio_id ?? ""}
        >
          <option value="">{t("All portfolios")}</option>
          {portfolios.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <Button type="submit" className="self-end" isBusy={change.isPending}>
          {t("Save")}
        </Button>
      </form>
    </Dialog>
  );
}
