import { hashKey, keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";

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
import { useViewpoint, type Viewpoint } from "./viewpoint";

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
    ...withToldNotes(one),
    label: toldName(one.label),
  }));
  return { ...answer, scenarios };
}

function withToldNotes<T extends { notes: string[] }>(answer: T): T {
  return { ...answer, notes: answer.notes.map(toldSentence) };
}

export function useSimulation(portfolioId: string, body: SimulationInput) {
  const params = { path: pathOf(portfolioId), query: useViewpoint() };
  return useQuery({
    queryKey: analysisKey(portfolioId, "simulate", params.query, body),
    queryFn: () => planned(unwrap(api().POST(`${ONE}/simulate`, { params, body }))),
    select: withToldNotes,
    placeholderData: keepPreviousData,
  });
}

export function useWhatIf(portfolioId: string) {
  return usePlan((query, body: WhatIfInput) =>
    planned(
      unwrap(api().POST(`${ONE}/what-if`, { params: { path: pathOf(portfolioId), query }, body })),
    ),
  );
}

export function useOptimisation(portfolioId: string) {
  return usePlan(async (query, body: OptimisationInput) => {
    const params = { path: pathOf(portfolioId), query };
    return withToldNotes(await planned(unwrap(api().POST(`${ONE}/optimise`, { params, body }))));
  });
}

export function useRebalancing(portfolioId: string) {
  return usePlan(async (query, body: RebalancingInput) => {
    const params = { path: pathOf(portfolioId), query };
    return withToldNotes(await planned(unwrap(api().POST(`${ONE}/rebalance`, { params, body }))));
  });
}

/** A plan that is asked for by hand. Its answer is of the day and the currency it was asked for: when
 * one looks at others it is put aside, `isOfAnotherView`, and is there again when one looks back. It
 * is not asked for anew by itself, since amounts that were typed in are of a currency, too. */
function usePlan<Body, Answer>(ask: (query: Viewpoint, body: Body) => Promise<Answer>) {
  const query = useViewpoint();
  const plan = useMutation({
    mutationFn: (asked: { query: Viewpoint; body: Body }) => ask(asked.query, asked.body),
  });
  const { variables, data, error, isPending, reset } = plan;
  const isOfThisView = hashKey([variables?.query]) === hashKey([query]);
  return {
    mutate: (body: Body) => plan.mutate({ query, body }),
    reset,
    isPending,
    data: isOfThisView ? data : undefined,
    error: isOfThisView ? error : null,
    isError: isOfThisView && plan.isError,
    variables: variables?.body,
    isOfAnotherView: data !== undefined && !isOfThisView,
  };
}

/** A plan, or what is wrong with it, in the reader's words. */
async function planned<T>(answer: Promise<T>): Promise<T> {
  try {
    return await withWords(answer);
  } catch (error) {
    throw inWords(error);
  }
}
