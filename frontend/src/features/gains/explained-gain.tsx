import type { ReactNode } from "react";

import type { ExplainedMetric, ExplainedOf, Gains } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { Explained } from "@/features/explain/explained";

/** A figure of the reading that opens to its tree, matched as the reading is; one that is not known
 * has none. */
export function ExplainedGain({
  gains: { method },
  metric,
  of,
  label,
  isKnown = true,
  children,
}: {
  gains: Gains;
  metric: ExplainedMetric;
  of?: ExplainedOf;
  label: string;
  isKnown?: boolean;
  children: ReactNode;
}) {
  const { id } = usePortfolioTab();
  if (!isKnown) return children;
  return (
    <Explained portfolioId={id} metric={metric} of={{ ...of, method }} label={label}>
      {children}
    </Explained>
  );
}
