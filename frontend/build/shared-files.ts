import { join } from "node:path";

type Module = { importedIds: readonly string[] };
type Graph = { getModuleInfo: (id: string) => Module | null };

/** What stands around every page, and the page that a first visit ends at. */
export const FRAME = [
  "app/start.tsx",
  "features/portfolios/portfolios-page.tsx",
  "features/portfolios/portfolio-layout.tsx",
];
/** Pages of figures that people arrive at. */
export const ARRIVALS = [
  "features/portfolios/overview-page.tsx",
  "features/symbols/symbol-page.tsx",
];

/**
 * Names a file for modules that any of some pages need before it runs: nobody waits for what two
 * other pages have in common.
 */
export function neededBy(pages: readonly string[], { root, file }: { root: string; file: string }) {
  const begin = pages.map((page) => join(root, "src", page));
  let found: ReadonlySet<string> | undefined;
  return (id: string, graph: Graph): string | null => {
    found ??= needed(begin, graph);
    return found.has(id) ? file : null;
  };
}

function needed(modules: readonly string[], graph: Graph): Set<string> {
  const found = new Set<string>();
  const visit = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    graph.getModuleInfo(id)?.importedIds.forEach(visit);
  };
  modules.forEach(visit);
  return found;
}
