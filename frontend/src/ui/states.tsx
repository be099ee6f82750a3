import type { ReactNode } from "react";

import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";

import { Button } from "./button";
import { Icon } from "./icon";
import { PlumbMark } from "./logo";

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx("skeleton block", className)} />;
}

/** Says what is missing and what to do about it. */
export function EmptyState({
  title,
  heading: Heading = "h2",
  children,
  actions,
}: {
  title: string;
  heading?: "h1" | "h2";
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-4 pb-14 text-center">
      <PlumbMark className="h-20 w-5 opacity-70" />
      <Heading className="mt-5 text-xl">{title}</Heading>
      <div className="mt-2 max-w-md text-soft">{children}</div>
      {actions && <div className="mt-6 flex flex-wrap justify-center gap-3">{actions}</div>}
    </div>
  );
}

export type Failure = {
  message: string;
  title?: string | undefined;
  correlationId?: string | undefined;
};

/** What went wrong, what to do, and the id under which the service remembers it. */
export function ErrorState({
  failure,
  onRetry,
  className,
}: {
  failure: Failure;
  onRetry?: (() => void) | undefined;
  className?: string;
}) {
  return (
    <div
      role="alert"
      className={cx("flex gap-3 rounded-md border border-line bg-loss-wash p-4", className)}
    >
      <Icon name="alert" className="mt-0.5 size-5 text-loss" />
      <div className="min-w-0 flex-1">
        {failure.title && <p className="font-semibold">{failure.title}</p>}
        <p className="text-soft">{failure.message}</p>
        {failure.correlationId && (
          <p className="mt-1 text-xs break-all text-faint">
            {t("Reference {correlationId}", { correlationId: failure.correlationId })}
          </p>
        )}
        {onRetry && (
          <Button look="secondary" size="sm" className="mt-3" onClick={onRetry}>
            {t("Try again")}
          </Button>
        )}
      </div>
    </div>
  );
}
