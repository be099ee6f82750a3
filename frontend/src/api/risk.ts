import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import { ONE, analysisKey, pathOf, type RiskAsked, type Span } from "./portfolios";
import { withNotes, withWords } from "./told";
import { useViewpoint } from "./viewpoint";

/** `window`: trading days of the rolling measures. */
export function useRisk(portfolioId: string, span: Span, asked: RiskAsked, window: number) {
  const query = { ...useViewpoint(), ...span, ...asked, window };
  return useQuery({
    queryKey: analysisKey(portfolioId, "risk", query),
    queryFn: () =>
      withWords(unwrap(api().GET(`${ONE}/risk`, { params: { path: pathOf(portfolioId), query } }))),
    select: withNotes,
    placeholderData: keepPreviousData,
  });
}
