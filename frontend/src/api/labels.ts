import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import { analysisKey, ONE, pathOf } from "./portfolios";

/** The most the service answers at once. */
const NEWEST = 500;

/** Symbols, accounts and tags to choose from: those of the newest entries. */
export function useLabels(portfolioId: string) {
  return useQuery({
    queryKey: analysisKey(portfolioId, "labels"),
    enabled: portfolioId !== "",
    queryFn: () =>
      unwrap(
        api().GET(`${ONE}/transactions`, {
          params: { path: pathOf(portfolioId), query: { limit: NEWEST } },
        }),
      ),
    select: ({ items }) => ({
      symbols: distinct(items.map(({ symbol }) => symbol)),
      accounts: distinct(items.map(({ account }) => account)),
      tags: distinct(items.flatMap(({ tags }) => tags)),
    }),
  });
}

function distinct(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null && name !== ""))].sort() as string[];
}
