import { NavLink } from "react-router";

import { useUnreadCount } from "@/api/notifications";
import { useSessionStatus } from "@/api/session-status";
import { counted, t } from "@/languages/translate";
import { Icon } from "@/ui/icon";

/** How many notices wait, from any page. */
export function Bell() {
  return useSessionStatus() === "signed-in" ? <Ringing /> : <span className="size-10" />;
}

function Ringing() {
  const unread = useUnreadCount();
  return (
    <NavLink
      to="/notifications"
      aria-label={unread > 0 ? `${t("Notifications")}, ${waiting(unread)}` : t("Notifications")}
      className="relative flex size-10 items-center justify-center rounded-md text-soft hover:bg-sunken hover:text-ink"
    >
      <Icon name="bell" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-1 right-1 min-w-4.5 rounded-full bg-accent px-1 text-center text-[0.6875rem] leading-4.5 font-semibold text-on-accent"
        >
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </NavLink>
  );
}

const waiting = (count: number) => counted("{count} unread", "{count} unread", count);
