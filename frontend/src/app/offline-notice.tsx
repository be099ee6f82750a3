import { onlineManager } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { restoreSession } from "@/api/refresh";
import { session } from "@/api/session";
import { useSessionStatus } from "@/api/session-status";
import { t } from "@/languages/translate";
import { formatAge } from "@/lib/dates";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";

import { useLastSeen } from "./last-seen";

function retry(): void {
  session.retry();
  void restoreSession();
}

/** Says that what is shown is what was last read, how old that is, and that nothing can be written. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  const status = useSessionStatus();
  const readAt = useLastSeen();
  useEffect(() => {
    const again = () => {
      if (session.status === "unreachable") retry();
    };
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, []);
  if (isOnline && status !== "unreachable") return null;
  return (
    <div role="status" className="no-print border-b border-line bg-warn-wash text-warn">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm sm:px-6">
        <Icon name="clock" className="size-4" />
        <span>
          {readAt
            ? t("No connection. Shown is what was read {age}; nothing can be changed.", {
                age: formatAge(readAt),
              })
            : t("No connection. Shown is what was read before; nothing can be changed.")}
        </span>
        {status === "unreachable" && (
          <Button look="secondary" size="sm" onClick={retry}>
            {t("Try again")}
          </Button>
        )}
      </div>
    </div>
  );
}
