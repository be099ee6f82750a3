import type { ReactNode } from "react";

import type { ExplainedMetric, ExplainedOf } from "@/api/models";
import { Explained } from "@/features/explain/explained";
import type { Reading } from "@/features/explain/node-value";

/** Of what the reading was asked, so that a figure's tree is asked of the same. */
export type AskedOfRisk = { portfolioId: string; of: ExplainedOf };

export function ExplainedRisk({
  asked: { portfolioId, of },
  metric,
  which,
  label,
  reading = "percent",
  children,
}: {
  asked: AskedOfRisk;
  metric: ExplainedMetric;
  /** One of many, as the service names it. */
  which?: string;
  label: string;
  reading?: Reading;
  children: ReactNode;
}) {
  return (
    <Explained
      {...{ portfolioId, metric, label, reading }}
      of={which === undefined ? of : { ...of, key: which }}
    >
      {children}
    </Explained>
  );
}
