import { useState } from "react";
import { useSearchParams } from "react-router";

import { failureOf } from "@/api/errors";
import type { PoisonMessage } from "@/api/models";
import { usePoison, useSettlePoison } from "@/api/operations";
import { t } from "@/languages/translate";
import { formatInstant } from "@/lib/dates";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Loaded } from "@/ui/loaded";
import { ErrorState, Skeleton } from "@/ui/states";

/** Messages that failed five times, and what becomes of them. */
export function Poison() {
  const [search, setSearch] = useSearchParams();
  const poison = usePoison();
  const [dropped, setDropped] = useState<PoisonMessage>();
  const wanted = search.get("queue") ?? "";
  const queues = [...new Set([...(poison.data ?? []).map(({ queue }) => queue), wanted])];
  return (
    <>
      {queues.filter(Boolean).length > 0 && (
        <select
          aria-label={t("Filter by queue")}
          className="control mb-4"
          value={wanted}
          onChange={({ target: { value } }) => {
            if (value) search.set("queue", value);
            else search.delete("queue");
            setSearch(search, { replace: true });
          }}
        >
          <option value="">{t("Every queue")}</option>
          {queues.filter(Boolean).map((queue) => (
            <option key={queue}>{queue}</option>
          ))}
        </select>
      )}
      <Loaded query={poison} skeleton={<Skeleton className="h-48" />}>
        {(items) => {
          const shown = items.filter(({ queue }) => !wanted || queue === wanted);
          if (shown.length === 0) {
            return <p className="text-soft">{t("No message has failed for good.")}</p>;
          }
          return (
            <ul className="border-t border-line-strong" aria-label={t("Failed messages")}>
              {shown.map((message) => (
                <Row key={message.id} message={message} onDrop={() => setDropped(message)} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {dropped && <Drop message={dropped} onClose={() => setDropped(undefined)} />}
    </>
  );
}

function Row({ message, onDrop }: { message: PoisonMessage; onDrop: () => void }) {
  const { queue, inserted_at, body, text } = message;
  const settle = useSettlePoison();
  return (
    <li className="border-b border-line py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          <span className="font-semibold">{queue}</span>{" "}
          <span className="label">{inserted_at && formatInstant(inserted_at)}</span>
        </p>
        <span className="flex gap-2">
          <Button
            look="secondary"
            size="sm"
            isBusy={settle.isPending}
            onClick={() => settle.mutate({ message, isWanted: true })}
          >
            {t("Try again")}
          </Button>
          <Button look="danger" size="sm" onClick={onDrop}>
            {t("Drop")}
          </Button>
        </span>
      </div>
      {settle.isError && <ErrorState className="mt-2" failure={failureOf(settle.error)} />}
      <pre className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 text-sm" tabIndex={0}>
        {body ? JSON.stringify(body, null, 2) : text}
      </pre>
    </li>
  );
}

function Drop({ message, onClose }: { message: PoisonMessage; onClose: () => void }) {
  const settle = useSettlePoison();
  return (
    <ConfirmDialog
      title={t("Drop the message?")}
      confirmLabel={t("Drop")}
      isBusy={settle.isPending}
      error={settle.error}
      onConfirm={() => settle.mutate({ message, isWanted: false }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {t("What it asked for is not done, and the message of {queue} is gone for good.", {
          queue: message.queue,
        })}
      </p>
    </ConfirmDialog>
  );
}
