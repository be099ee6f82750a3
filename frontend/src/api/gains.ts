import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { Gains } from "./models";
import { ONE, analysisKey, pathOf } from "./portfolios";
import { useViewpoint, type Viewpoint } from "./viewpoint";

type Matching = { method?: Gains["method"]; year?: number } & Viewpoint;

/** The most lots the service sends at a time. */
const MOST_LOTS = 5_000;

function gainsPage(portfolioId: string, matching: Matching, limit: number, from?: string) {
  const query = { limit, ...matching, ...(from ? { cursor: from } : {}) };
  return unwrap(api().GET(`${ONE}/gains`, { params: { path: pathOf(portfolioId), query } }));
}

/** Every lot: sums of some of them, as a year's, would be wrong of a part of the list. */
export async function allGains(portfolioId: string, matching: Matching): Promise<Gains> {
  const gains = await gainsPage(portfolioId, matching, MOST_LOTS);
  let next = gains.next_cursor;
  while (next) {
    const more = await gainsPage(portfolioId, matching, MOST_LOTS, next);
    gains.realised.push(...more.realised);
    gains.unrealised.push(...more.unrealised);
    next = more.next_cursor;
  }
  return gains;
}

/** Gains under a way of matching lots; the portfolio's own where none is named. */
export function useGains(portfolioId: string, method?: Gains["method"]) {
  const matching = { ...useViewpoint(), ...(method ? { method } : {}) };
  return useQuery({
    queryKey: analysisKey(portfolioId, "gains", matching),
    queryFn: () => allGains(portfolioId, matching),
    placeholderData: keepPreviousData,
  });
}

/** What all lots of a year, or of all years, come to under a way of matching; lots left out. */
export function useGainTotals(portfolioId: string, method: Gains["method"], year?: number) {
  const matching = { ...useViewpoint(), method, ...(year ? { year } : {}) };
  return useQuery({
    queryKey: analysisKey(portfolioId, "gains", "totals", matching),
    queryFn: () => gainsPage(portfolioId, matching, 1),
    placeholderData: keepPreviousData,
  });
}
