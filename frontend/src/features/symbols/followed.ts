import { useQueries } from "@tanstack/react-query";

import { holdingsQuery, usePortfolios } from "@/api/portfolios";
import { useWatchlists } from "@/api/watchlists";
import { useViewpoint } from "@/api/viewpoint";

/** The names of the person's portfolios that hold a symbol, and of their lists it stands on: its
 * prices are kept up for these, asked for by name or not. */
export function useFollowing(symbol: string): string[] {
  const portfolios = usePortfolios().data ?? [];
  const view = useViewpoint();
  const held = useQueries({ queries: portfolios.map(({ id }) => holdingsQuery(id, view)) });
  const lists = useWatchlists().data ?? [];
  const isOf = (one: { symbol: string }) => one.symbol === symbol;
  return [
    ...portfolios.filter((_, index) => held[index]?.data?.items.some(isOf)),
    ...lists.filter(({ items }) => items.some(isOf)),
  ].map(({ name }) => name);
}
