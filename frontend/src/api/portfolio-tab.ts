import { useOutletContext } from "react-router";

import type { Portfolio } from "./models";

/** What a tab of a portfolio is given: its id at once, the portfolio when it has been read. */
export type PortfolioTab = { id: string; portfolio: Portfolio | undefined };

export function usePortfolioTab(): PortfolioTab {
  return useOutletContext<PortfolioTab>();
}
