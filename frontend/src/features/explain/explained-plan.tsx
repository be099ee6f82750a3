import { lazy, type ReactNode } from "react";

import type { Plan, PlanFigure } from "@/api/plan-explanation";

import { Opens } from "./explained";
import type { Reading } from "./node-value";

const PlanPanel = lazy(async () => ({ default: (await import("./plan-panel")).PlanPanel }));

/** A figure of a plan that opens to its tree; `plan` is what was asked. A figure that is not known
 * has none. */
export function ExplainedPlan({
  portfolioId,
  plan,
  of,
  label,
  reading,
  isKnown = true,
  children,
}: {
  portfolioId: string;
  plan: Plan | undefined;
  of: PlanFigure;
  label: string;
  reading?: Reading;
  isKnown?: boolean;
  children: ReactNode;
}) {
  if (!plan || !isKnown) return children;
  return (
    <Opens
      label={label}
      panel={(onClose) => (
        <PlanPanel {...{ portfolioId, plan, of, reading, onClose }} title={label} />
      )}
    >
      {children}
    </Opens>
  );
}
