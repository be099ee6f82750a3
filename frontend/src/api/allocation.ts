import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { Allocation, AllocationBy } from "./models";
import { ONE, analysisKey, pathOf } from "./portfolios";
import { toldName, withWords } from "./told";
import { useViewpoint, type Viewpoint } from "./viewpoint";

export function allocationQuery(portfolioId: string, viewpoint: Viewpoint, by: AllocationBy) {
  const query = { by, ...viewpoint };
  return queryOptions({
    queryKey: analysisKey(portfolioId, "allocation", query),
    queryFn: () =>
      withWords(
        unwrap(api().GET(`${ONE}/allocation`, { params: { path: pathOf(portfolioId), query } })),
      ),
  });
}

export function useAllocation(portfolioId: string, by: AllocationBy) {
  return useQuery({
    ...allocationQuery(portfolioId, useViewpoint(), by),
    select: withToldLabels,
    placeholderData: keepPreviousData,
  });
}

function withToldLabels(allocation: Allocation): Allocation {
  const slices = allocation.slices.map((one) => ({ ...one, label: toldName(one.label) }));
  return { ...allocation, slices };
}
