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
import {
  idempotencyKey,
  ledgerChanged,
  portfolioKeys,
  type RiskAsked,
  type Span,
} from "./portfolios";
import { toldName, toldSentence, withNotes, withWords } from "./told";
import { useViewpoint, type Viewpoint } from "./viewpoint";

const ONE = "/api/portfolios/{portfolio_id}" as const;
const path = (portfolioId: string) => ({ portfolio_id: portfolioId });
const key = (portfolioId: string, ...rest: unknown[]) =>
  [...portfolioKeys.one(portfolioId), ...rest] as const;

type Matching = { method?: Gains["method"]; year?: number } & Viewpoint;
/** The most lots the service sends at a time. */
const MOST_LOTS = 5_000;

function gainsPage(portfolioId: string, matching: Matching, limit: number, from?: string) {
  const query = { limit, ...matching, ...(from ? { cursor: from } : {}) };
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
  const matching = { ...useViewpoint(), ...(method ? { method } : {}) };
  return useQuery({
    queryKey: key(portfolioId, "gains", matching),
    queryFn: () => allGains(portfolioId, matching),
    placeholderData: keepPreviousData,
  });
}

/** What all lots of a year, or of all years, come to under a way of matching; lots left out. */
export function useGainTotals(portfolioId: string, method: Gains["method"], year?: number) {
  const matching = { ...useViewpoint(), method, ...(year ? { year } : {}) };
  return useQuery({
    queryKey: key(portfolioId, "gains", "totals", matching),
    queryFn: () => gainsPage(portfolioId, matching, 1),
    placeholderData: keepPreviousData,
  });
}

export function useIncome(portfolioId: string) {
  const query = useViewpoint();
  return useQuery({
    queryKey: key(portfolioId, "income", query),
    queryFn: () =>
      unwrap(api().GET(`${ONE}/income`, { params: { path: path(portfolioId), query } })),
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

/** `window`: trading days of the rolling measures. */
export function useRisk(portfolioId: string, span: Span, asked: RiskAsked, window: number) {
  const query = { ...useViewpoint(), ...span, ...asked, window };
  return useQuery({
    queryKey: key(portfolioId, "risk", query),
    queryFn: () =>
      withWords(unwrap(api().GET(`${ONE}/risk`, { params: { path: path(portfolioId), query } }))),
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
  const params = { path: path(portfolioId), query: useViewpoint() };
  return useQuery({
    queryKey: key(portfolioId, "scenarios", params.query, body),
    queryFn: () => withWords(unwrap(api().POST(`${ONE}/scenarios`, { params, body }))),
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
  const params = { path: path(portfolioId), query: useViewpoint() };
  return useQuery({
    queryKey: key(portfolioId, "simulate", params.query, body),
    queryFn: () => unwrap(api().POST(`${ONE}/simulate`, { params, body })),
    placeholderData: keepPreviousData,
  });
}

export function useWhatIf(portfolioId: string) {
  const params = { path: path(portfolioId), query: useViewpoint() };
  return useMutation({
    mutationFn: (body: WhatIfInput) => unwrap(api().POST(`${ONE}/what-if`, { params, body })),
  });
}

export function useOptimisation(portfolioId: string) {
  const params = { path: path(portfolioId), query: useViewpoint() };
  return useMutation({
    mutationFn: async (body: OptimisationInput) => {
      const answer = await withWords(unwrap(api().POST(`${ONE}/optimise`, { params, body })));
      return { ...answer, notes: answer.notes.map(toldSentence) };
    },
  });
}

export function useRebalancing(portfolioId: string) {
  const params = { path: path(portfolioId), query: useViewpoint() };
  return useMutation({
    mutationFn: (body: RebalancingInput) =>
      unwrap(api().POST(`${ONE}/rebalance`, { params, body })),
  });
}
