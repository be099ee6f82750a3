import { useExplanation } from "@/api/explanation";
import type { ExplainedMetric, ExplainedOf } from "@/api/models";

import type { Reading } from "./node-value";
import { TreePanel } from "./tree-panel";

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
  return <TreePanel {...{ query, title, reading, onClose }} asked={{ portfolioId, of }} />;
}
