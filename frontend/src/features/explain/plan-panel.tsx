import { usePlanExplanation, type Plan, type PlanFigure } from "@/api/plan-explanation";

import type { Reading } from "./node-value";
import { TreePanel } from "./tree-panel";

export function PlanPanel({
  portfolioId,
  plan,
  of,
  title,
  reading,
  onClose,
}: {
  portfolioId: string;
  plan: Plan;
  of: PlanFigure;
  title: string;
  reading: Reading | undefined;
  onClose: () => void;
}) {
  const query = usePlanExplanation(portfolioId, plan, of);
  return (
    <TreePanel {...{ query, title, reading, onClose }} asked={{ portfolioId, of: {}, plan }} />
  );
}
