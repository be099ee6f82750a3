import { useRouteError } from "react-router";

import { failureOf } from "@/api/errors";
import { ErrorState } from "@/ui/states";

/** Last resort of a page that could not be shown; a chunk that is gone after a release reloads. */
export function RouteFailure() {
  const failure = failureOf(useRouteError());
  return (
    <div className="mx-auto max-w-3xl px-4 py-12">
      <ErrorState
        failure={{ ...failure, title: failure.title ?? "This page could not be shown" }}
        onRetry={() => window.location.reload()}
      />
    </div>
  );
}
