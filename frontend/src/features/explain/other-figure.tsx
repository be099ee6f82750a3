import { useState } from "react";

import { useExplanation } from "@/api/explanation";
import type { ExplainedMetric, Explanation } from "@/api/models";
import { usePlanExplanation, type Plan, type PlanFigure } from "@/api/plan-explanation";
import { Loaded } from "@/ui/loaded";
import { Skeleton } from "@/ui/states";

import { Branch, type Asked } from "./branch";
import { valueOf } from "./node-value";

/** Another figure of the same answer, by how it is asked for; its tree is fetched when opened. */
export function OtherFigure({ node, asked }: { node: Explanation; asked: Asked }) {
  const [isOpen, setOpen] = useState(false);
  const of = figureOf(node.fact?.reference ?? "");
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="flex min-h-9 items-baseline gap-2 rounded-sm py-1 hover:bg-sunken">
        <span aria-hidden="true" className="w-3 text-faint">
          ›
        </span>
        <span className="flex-1">{node.label}</span>
        <span className="font-medium whitespace-nowrap">{valueOf(node)}</span>
      </summary>
      {isOpen && (
        <div className="ml-1.5 border-l border-line-strong pl-2.5">
          {asked.plan ? (
            <OfPlan plan={asked.plan} of={of} asked={asked} />
          ) : (
            <OfReading of={of} asked={asked} />
          )}
        </div>
      )}
    </details>
  );
}

function OfPlan({ plan, of, asked }: { plan: Plan; of: PlanFigure; asked: Asked }) {
  return <Tree query={usePlanExplanation(asked.portfolioId, plan, of)} asked={asked} />;
}

function OfReading({ of: { metric, ...of }, asked }: { of: PlanFigure; asked: Asked }) {
  const query = useExplanation(asked.portfolioId, metric as ExplainedMetric, {
    ...asked.of,
    ...of,
  });
  return <Tree query={query} asked={asked} />;
}

function Tree({ query, asked }: { query: ReturnType<typeof useExplanation>; asked: Asked }) {
  return (
    <Loaded query={query} skeleton={<Skeleton className="h-16" />}>
      {(tree) => <Branch node={tree} asked={asked} isOpen />}
    </Loaded>
  );
}

/** "weight?side=current&symbol=AAPL" as what is asked. */
export function figureOf(reference: string): PlanFigure {
  const [metric = "", search = ""] = reference.split("?");
  return { metric, ...Object.fromEntries(new URLSearchParams(search)) };
}
