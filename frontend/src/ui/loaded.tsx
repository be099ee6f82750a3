import { startTransition, useDeferredValue, useEffect, useState, type ReactNode } from "react";

import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { inTurn } from "@/lib/own-task";

import { ErrorState } from "./states";

/** A read, whole or page by page. */
type Query<T> = {
  data: T | undefined;
  isError: boolean;
  error: unknown;
  fetchStatus: "fetching" | "paused" | "idle";
  refetch: () => unknown;
};

/** The states of a read in one place: skeleton, error with retry, and old data under an error. */
export function Loaded<T>({
  query,
  skeleton,
  isBelow = false,
  children,
}: {
  query: Query<T>;
  skeleton: ReactNode;
  /** Below the first screen: what came is drawn after what stands above it, one after another. */
  isBelow?: boolean;
  children: (data: T) => ReactNode;
}) {
  const retry = () => void query.refetch();
  // What was read is drawn between other things; a store's change alone would be drawn in one go.
  const isRead = useDeferredValue(query.data !== undefined);
  const isDrawn = useTurn(isRead, isBelow);
  if (isDrawn && query.data !== undefined) {
    return (
      <>
        {query.isError && (
          <ErrorState
            className="mb-4"
            failure={{ ...failureOf(query.error), title: t("Shown as last read") }}
            onRetry={retry}
          />
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.data === undefined && query.fetchStatus === "paused") {
    const message = t("This was not read before, and there is no connection now.");
    return <ErrorState failure={{ message }} onRetry={retry} />;
  }
  if (query.data === undefined && query.isError)
    return <ErrorState failure={failureOf(query.error)} onRetry={retry} />;
  return (
    <div aria-busy="true">
      <span className="sr-only" role="status">
        {t("Loading")}
      </span>
      {skeleton}
    </div>
  );
}

/** Until the first page has been drawn, what is here at once waits for its turn as well. */
let isFirstPage = true;

/** Whether it may be drawn. */
function useTurn(isRead: boolean, isBelow: boolean): boolean {
  const [hadTurn, setHadTurn] = useState(!isBelow || (isRead && !isFirstPage));
  useEffect(() => {
    if (!isRead || hadTurn) return;
    return inTurn(() => {
      isFirstPage = false;
      startTransition(() => setHadTurn(true));
    });
  }, [isRead, hadTurn]);
  return isRead && hadTurn;
}
