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
