import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type {
  OptimisationInput,
  RebalancingInput,
  Scenarios,
  ScenariosInput,
  SimulationInput,
  WhatIfInput,
} from "./models";
import { inWords } from "./planning-problems";
import { ONE, analysisKey, pathOf } from "./portfolios";
import { toldName, toldSentence, withWords } from "./told";
import { useViewpoint } from "./viewpoint";

/** Historical crises, and shocks of one's own; cached, since asking changes nothing. */
export function useScenarios(portfolioId: string, body: ScenariosInput) {
  const params = { path: pathOf(portfolioId), query: useViewpoint() };
  return useQuery({
    queryKey: analysisKey(portfolioId, "scenarios", params.query, body),
    queryFn: () => planned(unwrap(api().POST(`${ONE}/scenarios`, { params, body }))),
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
  const params = { path: pathOf(portfolioId), query: useViewpoint() };
  return useQuery({
    queryKey: analysisKey(portfolioId, "simulate", params.query, body),
    queryFn: () => planned(unwrap(api().POST(`${ONE}/simulate`, { params, body }))),
    placeholderData: keepPreviousData,
  });
}

export function useWhatIf(portfolioId: string) {
  const params = { path: pathOf(portfolioId), query: useViewpoint() };
  return useMutation({
    mutationFn: (body: WhatIfInput) =>
      planned(unwrap(api().POST(`${ONE}/what-if`, { params, body }))),
  });
}

export function useOptimisation(portfolioId: string) {
  const params = { path: pathOf(portfolioId), query: useViewpoint() };
  return useMutation({
    mutationFn: async (body: OptimisationInput) => {
      const answer = await planned(unwrap(api().POST(`${ONE}/optimise`, { params, body })));
      return { ...answer, notes: answer.notes.map(toldSentence) };
    },
  });
}

export function useRebalancing(portfolioId: string) {
  const params = { path: pathOf(portfolioId), query: useViewpoint() };
  return useMutation({
    mutationFn: (body: RebalancingInput) =>
      planned(unwrap(api().POST(`${ONE}/rebalance`, { params, body }))),
  });
}

/** A plan, or what is wrong with it, in the reader's words. */
async function planned<T>(answer: Promise<T>): Promise<T> {
  try {
    return await withWords(answer);
  } catch (error) {
    throw inWords(error);
  }
}
