import { useState, type ReactNode } from "react";

import { t } from "@/languages/translate";
import { formatInteger } from "@/lib/money";

import { Button } from "./button";

/** The first of many, and more on a click; what is not shown costs nothing. */
export function Paged<T>({
  items,
  size = 100,
  children,
}: {
  items: readonly T[];
  size?: number;
  children: (shown: readonly T[]) => ReactNode;
}) {
  const [count, setCount] = useState(size);
  return (
    <>
      {children(items.slice(0, count))}
      {items.length > count && (
        <div className="no-print mt-5 flex justify-center">
          <Button look="secondary" onClick={() => setCount(count + size * 5)}>
            {t("Show more of {count}", { count: formatInteger(items.length) })}
          </Button>
        </div>
      )}
    </>
  );
}

/** More of a list that the service gives page by page. */
export function NextPage({
  query: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!hasNextPage) return null;
  return (
    <div className="no-print mt-5 flex justify-center">
      <Button look="secondary" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t("Show more")}
      </Button>
    </div>
  );
}
