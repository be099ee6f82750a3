import { Component, type ReactNode } from "react";

import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";
import { ErrorState } from "@/ui/states";

type State = { error: unknown; hasFailed: boolean };

/** Last resort of a page that could not be shown, a chunk that is gone after a release included. */
export class FailureBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, hasFailed: false };

  static getDerivedStateFromError(error: unknown): State {
    return { error, hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const failure = failureOf(this.state.error);
    return (
      <div className="mx-auto max-w-3xl px-4 py-12">
        <ErrorState
          failure={{ ...failure, title: t("This page could not be shown") }}
          onRetry={() => window.location.reload()}
        />
      </div>
    );
  }
}
