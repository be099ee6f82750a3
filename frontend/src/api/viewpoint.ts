import { createContext, use } from "react";

/** From when a portfolio is looked at: the day its readings are of, and the instant up to which
 * entries of the ledger count. Neither: today, with all that is recorded. */
export type Viewpoint = { as_of?: string; known_at?: string };

const NOW: Viewpoint = {};

/** Readings below it are of this viewpoint, and so is what explains them. */
export const ViewpointContext = createContext<Viewpoint>(NOW);

export function useViewpoint(): Viewpoint {
  return use(ViewpointContext);
}
