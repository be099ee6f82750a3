import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type {
  OptimisationInput,
  RebalancingInput,
  ScenariosInput,
  SimulationInput,
  WhatIfInput,
} from "./models";
import { ONE, analysisKey, pathOf } from "./portfolios";
import { withToldTree } from "./told-tree";
import { useViewpoint } from "./viewpoint";

/** A plan as it was asked: its figures are explained by asking again. */
export type Plan =
  | { kind: "scenarios"; body: ScenariosInput }
  | { kind: "simulate"; body: SimulationInput }
  | { kind: "what-if"; body: WhatIfInput }
  | { kind: "optimise"; body: OptimisationInput }
  | { kind: "rebalance"; body: RebalancingInput };

/** Which figure of a plan. */
export type PlanFigure = {
  metric: string;
  symbol?: string;
  key?: string;
  side?: "current" | "optimal";
  branch?: "before" | "after";
};

/** Every plan is explained in the same shape. */
type Path = `${typeof ONE}/what-if/explain`;

export function usePlanExplanation(portfolioId: string, { kind, body }: Plan, of: PlanFigure) {
  const viewpoint = useViewpoint();
  return useQuery({
    queryKey: analysisKey(portfolioId, "explain", kind, body, of, viewpoint),
    queryFn: () =>
      withToldTree(
        unwrap(
          api().POST(`${ONE}/${kind}/explain` as Path, {
            params: { path: pathOf(portfolioId), query: { ...viewpoint, ...of } as never },
            body: body as never,
          }),
        ),
      ),
  });
}
