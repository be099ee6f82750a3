import { Link } from "react-router";

import type { useDeleteNotification, useMark } from "@/api/inbox";
import type { Notification } from "@/api/models";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { formatAge, formatInstant } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";

import { noticeKindLabel } from "./notice-kinds";
import { placeOf } from "./place-of";

const quiet = { look: "quiet", size: "sm" } as const;

/** A notice; its title leads to what it is about, which also counts as reading it. */
export function NoticeRow({
  notification,
  mark,
  remove,
}: {
  notification: Notification;
  mark: ReturnType<typeof useMark>;
  remove: ReturnType<typeof useDeleteNotification>;
}) {
  const { id, kind, title, text, read, created_at } = notification;
  const place = placeOf(notification);
  const setRead = (isRead: boolean) => mark.mutate({ id, read: isRead });
  return (
    <li className="flex items-start gap-3 border-b border-line py-3.5 sm:gap-4">
      <span
        aria-hidden="true"
        className={cx("mt-2 size-2.5 shrink-0 rounded-full", read ? "bg-transparent" : "bg-accent")}
      />
      <div className="min-w-0 flex-1">
        <p className={cx("break-words", read ? "text-soft" : "font-semibold")}>
          {!read && <span className="sr-only">{t("Unread:")} </span>}
          {place ? (
            <Link
              className="underline-offset-4 hover:text-accent hover:underline"
              to={place}
              onClick={read ? undefined : () => setRead(true)}
            >
              {title}
            </Link>
          ) : (
            title
          )}
        </p>
        <p className="break-words whitespace-pre-line text-soft">{text}</p>
        <p className="label">
          {noticeKindLabel(kind)} ·{" "}
          <time dateTime={created_at} title={formatInstant(created_at)}>
            {formatAge(created_at)}
          </time>
        </p>
      </div>
      <span className="no-print flex shrink-0">
        <Button
          {...quiet}
          className="min-w-9"
          aria-label={
            read ? t("Mark {title} as unread", { title }) : t("Mark {title} as read", { title })
          }
          title={read ? t("Mark as unread") : t("Mark as read")}
          onClick={() => setRead(!read)}
        >
          {read ? (
            <span className="size-2.5 rounded-full border-2 border-current" />
          ) : (
            <Icon name="check" className="size-4" />
          )}
        </Button>
        <Button
          {...quiet}
          aria-label={t("Delete {title}", { title })}
          onClick={() => remove.mutate(id)}
        >
          <Icon name="trash" className="size-4" />
        </Button>
      </span>
    </li>
  );
}
