import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type {
  Allocation,
  AllocationBy,
  ExpectedDividend,
  ExplainedMetric,
  ExplainedOf,
  Gains,
  OptimisationInput,
  RebalancingInput,
  Scenarios,
  ScenariosInput,
  SimulationInput,
  WhatIfInput,
} from "./models";
import { idempotencyKey, ledgerChanged, portfolioKeys, type Period } from "./portfolios";
import { toldName, toldSentence, withNotes, withWords } from "./told";
import { useViewpoint } from "./viewpoint";

const ONE = "/api/portfolios/{portfolio_id}" as const;
const path = (portfolioId: string) => ({ portfolio_id: portfolioId });
const key = (portfolioId: string, ...rest: unknown[]) =>
  [...portfolioKeys.one(portfolioId), ...rest] as const;

type Matching = { method?: Gains["method"]; year?: number };
/** The most lots the service sends at a time. */
const MOST_LOTS = 5_000;

function gainsPage(portfolioId: string, { method, year }: Matching, limit: number, from?: string) {
  const query = {
    limit,
    ...(method ? { method } : {}),
    ...(year ? { year } : {}),
    ...(from ? { cursor: from } : {}),
  };
  return unwrap(api().GET(`${ONE}/gains`, { params: { path: path(portfolioId), query } }));
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
  return useQuery({
    queryKey: key(portfolioId, "gains", method),
    queryFn: () => allGains(portfolioId, method ? { method } : {}),
    placeholderData: keepPreviousData,
  });
}

/** What all lots of a year, or of all years, come to under a way of matching; lots left out. */
export function useGainTotals(portfolioId: string, method: Gains["method"], year?: number) {
  return useQuery({
    queryKey: key(portfolioId, "gains", "totals", method, year),
    queryFn: () => gainsPage(portfolioId, { method, ...(year ? { year } : {}) }, 1),
    placeholderData: keepPreviousData,
  });
}

export function useIncome(portfolioId: string) {
  return useQuery({
    queryKey: key(portfolioId, "income"),
    queryFn: () => unwrap(api().GET(`${ONE}/income`, { params: { path: path(portfolioId) } })),
  });
}

/** Book dividends the market paid and the ledger does not know, all or none. */
export function useBookDividends(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (expected: readonly ExpectedDividend[]) =>
      unwrap(
        api().POST(`${ONE}/transactions`, {
          params: { path: path(portfolioId) },
          body: { transactions: expected.map(asTransaction) },
          headers: idempotencyKey(),
        }),
      ),
    onSuccess: () => ledgerChanged(queries, portfolioId),
  });
}

function asTransaction({ symbol, ex_date, amount_local, currency }: ExpectedDividend) {
  return {
    kind: "dividend" as const,
    symbol,
    trade_date: ex_date,
    amount: amount_local,
    currency,
    fee: "0",
    tax: "0",
  };
}

export function useRisk(portfolioId: string, period: Period) {
  return useQuery({
    queryKey: key(portfolioId, "risk", period),
    queryFn: () =>
      withWords(
        unwrap(
          api().GET(`${ONE}/risk`, { params: { path: path(portfolioId), query: { period } } }),
        ),
      ),
    select: withNotes,
    placeholderData: keepPreviousData,
  });
}

export function useAllocation(portfolioId: string, by: AllocationBy) {
  const query = { by, ...useViewpoint() };
  return useQuery({
    queryKey: key(portfolioId, "allocation", query),
    queryFn: () =>
      withWords(
        unwrap(api().GET(`${ONE}/allocation`, { params: { path: path(portfolioId), query } })),
      ),
    select: withToldLabels,
    placeholderData: keepPreviousData,
  });
}

function withToldLabels(allocation: Allocation): Allocation {
  const slices = allocation.slices.map((one) => ({ ...one, label: toldName(one.label) }));
  return { ...allocation, slices };
}

/** The tree under a figure: what it is made of, down to transactions, prices and rates. */
export function useExplanation(portfolioId: string, metric: ExplainedMetric, of: ExplainedOf = {}) {
  const viewpoint = useViewpoint();
  return useQuery({
    queryKey: key(portfolioId, "explain", metric, of, viewpoint),
    queryFn: () =>
      unwrap(
        api().GET(`${ONE}/explain`, {
          params: { path: path(portfolioId), query: { metric, ...viewpoint, ...of } },
        }),
      ),
  });
}

/** Historical crises, and shocks of one's own; cached, since asking changes nothing. */
export function useScenarios(portfolioId: string, body: ScenariosInput) {
  return useQuery({
    queryKey: key(portfolioId, "scenarios", body),
    queryFn: () =>
      withWords(
        unwrap(api().POST(`${ONE}/scenarios`, { params: { path: path(portfolioId) }, body })),
      ),
    select: withToldScenarios,
    placeholderData: keepPreviousData,
  });
}

function withToldScenarios(answer: Scenarios): Scenarios {
  const scenarios = answer.scenarios.map((one) => ({
    ...one,
    label: toldName(one.label),
    notes: one.notes.map(toldSentence),
  }));
  return { ...answer, scenarios };
}

export function useSimulation(portfolioId: string, body: SimulationInput) {
  return useQuery({
    queryKey: key(portfolioId, "simulate", body),
    queryFn: () =>
      unwrap(api().POST(`${ONE}/simulate`, { params: { path: path(portfolioId) }, body })),
    placeholderData: keepPreviousData,
  });
}

export function useWhatIf(portfolioId: string) {
  return useMutation({
    mutationFn: (body: WhatIfInput) =>
      unwrap(api().POST(`${ONE}/what-if`, { params: { path: path(portfolioId) }, body })),
  });
}

export function useOptimisation(portfolioId: string) {
  return useMutation({
    mutationFn: async (body: OptimisationInput) => {
      const params = { path: path(portfolioId) };
      const answer = await withWords(unwrap(api().POST(`${ONE}/optimise`, { params, body })));
      return { ...answer, notes: answer.notes.map(toldSentence) };
    },
  });
}

export function useRebalancing(portfolioId: string) {
  return useMutation({
    mutationFn: (body: RebalancingInput) =>
      unwrap(api().POST(`${ONE}/rebalance`, { params: { path: path(portfolioId) }, body })),
  });
}
