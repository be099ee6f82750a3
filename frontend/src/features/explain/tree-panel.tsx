import type { UseQueryResult } from "@tanstack/react-query";

import type { Explanation } from "@/api/models";
import { t } from "@/languages/translate";
import { Loaded } from "@/ui/loaded";
import { SidePanel } from "@/ui/side-panel";
import { Skeleton } from "@/ui/states";

import { Branch, type Asked } from "./branch";
import { valueOf, type Reading } from "./node-value";

/** The figure that was opened, and the tree under it. */
export function TreePanel({
  query,
  asked,
  title,
  reading,
  onClose,
}: {
  query: UseQueryResult<Explanation>;
  asked: Asked;
  title: string;
  reading: Reading | undefined;
  onClose: () => void;
}) {
  return (
    <SidePanel title={t("Where {title} comes from", { title })} onClose={onClose}>
      <Loaded query={query} skeleton={<Skeleton className="h-72" />}>
        {(tree) => (
          <>
            <p className="figure text-3xl">{valueOf(tree, reading)}</p>
            <p className="label mb-4">
              {t(
                "Every step can be opened, down to the transaction, price or rate it rests on. Steps are exact; what is shown is rounded.",
              )}
            </p>
            <Branch node={tree} asked={asked} reading={reading} isOpen />
          </>
        )}
      </Loaded>
    </SidePanel>
  );
}
