import { useRef } from "react";
import { useSearchParams } from "react-router";

import { failureOf } from "@/api/errors";
import { useDeleteNotification, useInbox, useMark } from "@/api/inbox";
import type { Notification, NotificationFilter } from "@/api/models";
import { useUnreadCount } from "@/api/notifications";
import { t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { NextPage } from "@/ui/paged";
import { Segmented } from "@/ui/segmented";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import { useKeptFocus } from "@/ui/use-kept-focus";

import { NOTICE_KINDS } from "./notice-kinds";
import { NoticeRow } from "./notice-row";

/** Everything that was told. Which of it is shown stands in the address. */
export function NotificationsPage() {
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const inbox = useInbox(filter);
  const put = (name: string, value: string) =>
    setSearch(
      (present) => {
        const next = new URLSearchParams(present);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead
        title={t("Notifications")}
        actions={
          <>
            <ButtonLink look="secondary" to="/alerts">
              {t("Alerts")}
            </ButtonLink>
            <ButtonLink look="secondary" to="/settings#channels">
              {t("Where they go")}
            </ButtonLink>
          </>
        }
      />
      <FilterBar filter={filter} onChange={put} />
      <Loaded query={inbox} skeleton={<Skeleton className="h-64" />}>
        {(items) => (
          <>
            {items.length === 0 && <Nothing filter={filter} onAll={() => setSearch({})} />}
            <NoticeList items={items} />
            <NextPage query={inbox} />
          </>
        )}
      </Loaded>
    </>
  );
}

function filterOf(search: URLSearchParams): NotificationFilter {
  const kind = NOTICE_KINDS.find(({ value }) => value === search.get("kind"))?.value;
  return { ...(kind && { kind }), ...(search.get("only") === "unread" && { unread: true }) };
}

function FilterBar({
  filter,
  onChange,
}: {
  filter: NotificationFilter;
  onChange: (name: string, value: string) => void;
}) {
  const unread = useUnreadCount();
  const mark = useMark();
  return (
    <>
      <div className="no-print mb-4 flex flex-wrap items-center gap-2">
        <Segmented
          label={t("Which notifications")}
          value={filter.unread ? "unread" : ""}
          options={[
            { value: "", label: t("All") },
            {
              value: "unread",
              label: unread > 0 ? t("Unread ({count})", { count: unread }) : t("Unread"),
            },
          ]}
          onChange={(value) => onChange("only", value)}
        />
        <select
          aria-label={t("About")}
          className="control min-w-0"
          value={filter.kind ?? ""}
          onChange={({ target }) => onChange("kind", target.value)}
        >
          <option value="">{t("About everything")}</option>
          {NOTICE_KINDS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <Button
          look="quiet"
          className="sm:ml-auto"
          disabled={unread === 0}
          isBusy={mark.isPending}
          onClick={() => mark.mutate({ id: null, read: true })}
        >
          <Icon name="check" className="size-4" /> {t("Mark all as read")}
        </Button>
      </div>
      {mark.isError && <ErrorState className="mb-4" failure={failureOf(mark.error)} />}
    </>
  );
}

function NoticeList({ items }: { items: readonly Notification[] }) {
  const list = useRef<HTMLUListElement>(null);
  const keepFocus = useKeptFocus(list, items);
  const mark = useMark();
  const remove = useDeleteNotification();
  const failed = mark.error ?? remove.error;
  return (
    <>
      {failed && <ErrorState className="mb-4" failure={failureOf(failed)} />}
      <ul
        ref={list}
        {...keepFocus}
        className="border-t border-line-strong empty:border-0"
        aria-label={t("Notifications")}
      >
        {items.map((one) => (
          <NoticeRow key={one.id} notification={one} mark={mark} remove={remove} />
        ))}
      </ul>
    </>
  );
}

function Nothing({ filter, onAll }: { filter: NotificationFilter; onAll: () => void }) {
  if (Object.keys(filter).length > 0) {
    return (
      <EmptyState
        title={filter.unread ? t("Nothing unread") : t("Nothing of this kind")}
        actions={
          <Button look="secondary" onClick={onAll}>
            {t("Show all")}
          </Button>
        }
      >
        <p>{t("What you have read stays among the others.")}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={t("Nothing to tell")}>
      <p>{t("What your alerts find, finished reports and digests arrive here.")}</p>
    </EmptyState>
  );
}
