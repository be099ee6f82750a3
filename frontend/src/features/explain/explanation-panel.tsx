import { useExplanation } from "@/api/explanation";
import type { ExplainedMetric, ExplainedOf } from "@/api/models";
import { t } from "@/languages/translate";
import { Loaded } from "@/ui/loaded";
import { SidePanel } from "@/ui/side-panel";
import { Skeleton } from "@/ui/states";

import { Branch, type Asked } from "./branch";
import { valueOf, type Reading } from "./node-value";

export function ExplanationPanel({
  portfolioId,
  metric,
  of,
  title,
  reading,
  onClose,
}: {
  portfolioId: string;
  metric: ExplainedMetric;
  of: ExplainedOf;
  title: string;
  reading: Reading | undefined;
  onClose: () => void;
}) {
  const query = useExplanation(portfolioId, metric, of);
  const asked: Asked = { portfolioId, of };
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
