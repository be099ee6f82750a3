import type { QueryClient } from "@tanstack/react-query";

import { session } from "@/api/session";

const LOOK_EVERY_MS = 1_000;
/** Looks in a row that found nothing being asked of the service. */
const QUIET_LOOKS = 3;

/** Do something that nobody waits for once the first page stands: its figures come before it. */
export function whenQuiet(queries: QueryClient, work: () => void): void {
  let quiet = 0;
  const timer = setInterval(() => {
    const isBusy = session.status === "restoring" || queries.isFetching() > 0;
    quiet = isBusy ? 0 : quiet + 1;
    if (quiet < QUIET_LOOKS) return;
    clearInterval(timer);
    whenIdle(work);
  }, LOOK_EVERY_MS);
}

/** Between two things that matter more; at once where the browser cannot say. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 10_000 });
  else setTimeout(work, 0);
}
