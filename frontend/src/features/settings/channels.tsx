import { useRef, useState } from "react";

import { useChannels, useCreateChannel } from "@/api/channels";
import { failureOf } from "@/api/errors";
import type { Channel } from "@/api/models";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";
import { useKeptFocus } from "@/ui/use-kept-focus";

import { ChannelDialog } from "./channel-dialog";
import { ChannelRow } from "./channel-row";
import { ToldWhere } from "./told-where";

/** Where notices go besides the bell: by e-mail, and to programs of one's own. */
export function ChannelsSection() {
  const channels = useChannels();
  return (
    <Section title={t("Notifications")} id="channels">
      <Loaded query={channels} skeleton={<Skeleton className="h-32" />}>
        {(items) => (
          <>
            <ChannelList items={items} />
            {items.length === 0 && (
              <p className="mb-4 max-w-prose text-soft">
                {t(
                  "What is told appears under the bell. It can come to you as well: by e-mail, or to a program of your own.",
                )}
              </p>
            )}
            <NewChannel hasEmail={items.some(({ kind }) => kind === "email")} />
            <ToldWhere channels={[...new Set(items.map(({ kind }) => kind))]} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function ChannelList({ items }: { items: readonly Channel[] }) {
  const list = useRef<HTMLUListElement>(null);
  const keepFocus = useKeptFocus(list, items);
  return (
    <ul
      ref={list}
      {...keepFocus}
      aria-label={t("Channels")}
      className="mb-5 border-t border-line empty:mb-0 empty:border-0"
    >
      {items.map((channel) => (
        <ChannelRow key={channel.id} channel={channel} />
      ))}
    </ul>
  );
}

function NewChannel({ hasEmail }: { hasEmail: boolean }) {
  const create = useCreateChannel();
  const [isWebhook, setWebhook] = useState(false);
  return (
    <>
      {create.isError && <ErrorState className="mb-3" failure={failureOf(create.error)} />}
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
      {isWebhook && <ChannelDialog onClose={() => setWebhook(false)} />}
    </>
  );
}
