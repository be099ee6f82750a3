import { startTransition, useEffect, useState } from "react";

import { onSessionChange, session, type SessionStatus } from "./session";

/** Who is here, drawn between other things when it changes: a store's own change would draw the
 * whole page in one go. */
export function useSessionStatus(): SessionStatus {
  const [status, setStatus] = useState(session.status);
  useEffect(() => {
    const follow = () => startTransition(() => setStatus(session.status));
    // It may have changed since it was drawn.
    follow();
    return onSessionChange(follow);
  }, []);
  return status;
}
