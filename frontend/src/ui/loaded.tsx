import { useDeferredValue, type ReactNode } from "react";

import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";

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
  children,
}: {
  query: Query<T>;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const retry = () => void query.refetch();
  // What was read is drawn between other things; a store's change alone would be drawn in one go.
  const isDrawn = useDeferredValue(query.data !== undefined);
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
