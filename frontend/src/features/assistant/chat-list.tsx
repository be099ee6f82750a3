import { useDeferredValue, useState } from "react";
import { NavLink } from "react-router";

import { useChats } from "@/api/chats";
import { failureOf } from "@/api/errors";
import type { ChatSession } from "@/api/models";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { formatAge } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Segmented } from "@/ui/segmented";
import { ErrorState, Skeleton } from "@/ui/states";

type Shelf = "current" | "archived";

/** Earlier conversations, to be searched by their titles and what was asked. */
export function ChatList({ current }: { current: string | null }) {
  const [shelf, setShelf] = useState<Shelf>("current");
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const chats = useChats(shelf === "archived", q);
  const items = chats.data ?? [];
  return (
    <nav aria-label={t("Conversations")}>
      <h2 className="mb-2 text-lg">{t("Earlier")}</h2>
      <input
        type="search"
        aria-label={t("Search conversations")}
        placeholder={t("Search conversations")}
        className="control w-full"
        maxLength={100}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="my-2.5 flex">
        <Segmented
          label={t("Which conversations")}
          value={shelf}
          options={[
            { value: "current", label: t("Current") },
            { value: "archived", label: t("Archived") },
          ]}
          onChange={setShelf}
        />
      </div>
      {chats.isPending && <Skeleton className="h-32" />}
      {chats.isError && (
        <ErrorState failure={failureOf(chats.error)} onRetry={() => void chats.refetch()} />
      )}
      {chats.isSuccess && items.length === 0 && (
        <p className="py-2 text-faint">{nothing(shelf, q)}</p>
      )}
      <ul className="border-t border-line empty:hidden">
        {items.map((chat) => (
          <Row key={chat.id} chat={chat} isCurrent={chat.id === current} />
        ))}
      </ul>
      {chats.hasNextPage && (
        <Button
          look="quiet"
          size="sm"
          className="mt-2"
          isBusy={chats.isFetchingNextPage}
          onClick={() => void chats.fetchNextPage()}
        >
          {t("Older ones")}
        </Button>
      )}
    </nav>
  );
}

function nothing(shelf: Shelf, q: string): string {
  if (q) return t("No conversation has “{text}”.", { text: q });
  return shelf === "archived" ? t("Nothing is archived.") : t("No conversation yet.");
}

function Row({
  chat: { id, title, updated_at },
  isCurrent,
}: {
  chat: ChatSession;
  isCurrent: boolean;
}) {
  return (
    <li className="border-b border-line">
      <NavLink
        to={`/assistant/${id}`}
        className={cx("block py-2 hover:text-accent", isCurrent && "font-semibold")}
      >
        <span className="block truncate">{title || t("Without a title")}</span>
        <span className="label font-normal">{formatAge(updated_at)}</span>
      </NavLink>
    </li>
  );
}
