import { t } from "@/languages/translate";
import { Wordmark } from "@/ui/logo";
import { Skeleton } from "@/ui/states";

/** Same frame as the shell in index.html and as `AppLayout`, so that nothing moves. */
export function PageSkeleton() {
  return (
    <div className="min-h-dvh">
      <div className="h-14 border-b border-line">
        <div className="mx-auto flex h-14 max-w-6xl items-start px-4 pt-3.5 sm:px-6">
          <Wordmark />
        </div>
      </div>
      <div className="mx-auto max-w-6xl px-4 sm:px-6">
        <MainSkeleton />
      </div>
    </div>
  );
}

export function MainSkeleton() {
  return (
    <div aria-busy="true" className="pt-10">
      <span className="sr-only" role="status">
        {t("Loading")}
      </span>
      <Skeleton className="h-10 w-64 max-w-full" />
      <Skeleton className="mt-8 h-72 w-full" />
      <Skeleton className="mt-8 h-40 w-full" />
    </div>
  );
}
