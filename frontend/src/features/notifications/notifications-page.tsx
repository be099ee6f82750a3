import { Link } from "react-router";

import { failureOf } from "@/api/errors";
import type { Notification } from "@/api/models";
import { useDeleteNotification, useMarkRead, useNotifications } from "@/api/notifications";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { formatAge } from "@/lib/dates";
import { Button, ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

export function NotificationsPage() {
  const notifications = useNotifications();
  const mark = useMarkRead();
  const unread = notifications.data?.unread_count ?? 0;
  return (
    <>
      <PageHead
        title={t("Notifications")}
        actions={
          <>
            {unread > 0 && (
              <Button look="quiet" isBusy={mark.isPending} onClick={() => mark.mutate(null)}>
                <Icon name="check" className="size-4" /> {t("Mark all as read")}
              </Button>
            )}
            <ButtonLink look="secondary" to="/alerts">
              {t("Alerts")}
            </ButtonLink>
            <ButtonLink look="secondary" to="/settings#channels">
              {t("Where they go")}
            </ButtonLink>
          </>
        }
      />
      {mark.isError && <ErrorState className="mb-4" failure={failureOf(mark.error)} />}
      <Loaded query={notifications} skeleton={<Skeleton className="h-64" />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("Nothing to tell")}>
              <p>{t("What your alerts find, finished reports and digests arrive here.")}</p>
            </EmptyState>
          ) : (
            <ul className="border-t border-line-strong" aria-label={t("Notifications")}>
              {items.map((one) => (
                <Row key={one.id} notification={one} onRead={() => mark.mutate(one.id)} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function Row({ notification, onRead }: { notification: Notification; onRead: () => void }) {
  const { id, title, text, read, created_at } = notification;
  const remove = useDeleteNotification();
  const place = placeOf(notification);
  return (
    <li className="flex items-start gap-4 border-b border-line py-3.5">
      <span
        aria-hidden="true"
        className={cx("mt-2 size-2.5 shrink-0 rounded-full", read ? "bg-transparent" : "bg-accent")}
      />
      <div className="min-w-0 flex-1">
        <p className={read ? "text-soft" : "font-semibold"}>
          {!read && <span className="sr-only">{t("Unread:")} </span>}
          {place ? (
            <Link className="hover:text-accent" to={place} onClick={read ? undefined : onRead}>
              {title}
            </Link>
          ) : (
            title
          )}
        </p>
        <p className="whitespace-pre-line text-soft">{text}</p>
        <p className="label">{formatAge(created_at)}</p>
      </div>
      <span className="no-print flex">
        {!read && (
          <Button
            look="quiet"
            size="sm"
            aria-label={t("Mark {title} as read", { title })}
            onClick={onRead}
          >
            <Icon name="check" className="size-4" />
          </Button>
        )}
        <Button
          look="quiet"
          size="sm"
          isBusy={remove.isPending}
          aria-label={t("Delete {title}", { title })}
          onClick={() => remove.mutate(id)}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </span>
    </li>
  );
}

/** Where a notice leads: only ever a page of our own. */
function placeOf({ link, symbol, portfolio_id }: Notification): string | undefined {
  if (link?.startsWith("/") && !link.startsWith("//")) return link;
  if (symbol) return `/symbols/${encodeURIComponent(symbol)}`;
  return portfolio_id ? `/portfolios/${portfolio_id}` : undefined;
}
