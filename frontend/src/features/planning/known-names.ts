import { useQuery } from "@tanstack/react-query";

import { allocationQuery } from "@/api/allocation";
import { useHoldings } from "@/api/portfolios";
import { toldName } from "@/api/told";
import { useViewpoint } from "@/api/viewpoint";

import type { Option } from "./rows";

/** Symbols, currencies and sectors of what is held, to choose from. */
export function useKnownNames(portfolioId: string) {
  const items = useHoldings(portfolioId).data?.items ?? [];
  const bySector = useQuery(allocationQuery(portfolioId, useViewpoint(), "sector"));
  const sectors: Option[] = (bySector.data?.slices ?? [])
    .filter(({ key }) => key !== "unknown" && key !== "cash")
    .map(({ key }) => ({ value: key, label: toldName(key) }));
  return {
    symbols: items.map(({ symbol }) => symbol),
    currencies: [...new Set(items.map(({ currency }) => currency))],
    sectors,
  };
}
