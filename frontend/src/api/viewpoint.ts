import { createContext, use } from "react";

/** From where a portfolio is looked at: the day its readings are of, the instant up to which entries
 * of the ledger count, and the currency of amounts. None of them: today, with all that is recorded,
 * in the portfolio's own currency. */
export type Viewpoint = { as_of?: string; known_at?: string; currency?: string };

const NOW: Viewpoint = {};

/** Readings below it are of this viewpoint, and so is what explains them. */
export const ViewpointContext = createContext<Viewpoint>(NOW);

export function useViewpoint(): Viewpoint {
  return use(ViewpointContext);
}

/** Whether what is shown is of the past, so that nothing below can be done to the present. */
export function useIsPast(): boolean {
  const { as_of, known_at } = useViewpoint();
  return Boolean(as_of ?? known_at);
}
