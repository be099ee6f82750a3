import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { ExplainedMetric, ExplainedOf } from "./models";
import { ONE, analysisKey, pathOf } from "./portfolios";
import { withToldTree } from "./told-tree";
import { useViewpoint } from "./viewpoint";

/** The tree under a figure: what it is made of, down to transactions, prices and rates. */
export function useExplanation(portfolioId: string, metric: ExplainedMetric, of: ExplainedOf = {}) {
  const viewpoint = useViewpoint();
  return useQuery({
    queryKey: analysisKey(portfolioId, "explain", metric, of, viewpoint),
    queryFn: () =>
      withToldTree(
        unwrap(
          api().GET(`${ONE}/explain`, {
            params: { path: pathOf(portfolioId), query: { metric, ...viewpoint, ...of } },
          }),
        ),
      ),
  });
}
