import { useOutletContext } from "react-router";

import type { Portfolio } from "@/api/models";

/** The portfolio whose tab is shown. */
export function usePortfolioContext(): Portfolio {
  return useOutletContext<Portfolio>();
}
