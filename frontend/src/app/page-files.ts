import { wholeCatalogue } from "@/languages/load-catalogue";

/** Code that is fetched once; `here` when it has come. */
export type PageFile<M> = { here: M | undefined; load: () => Promise<M> };

function file<M>(fetched: () => Promise<M>): PageFile<M> {
  const one: PageFile<M> = { here: undefined, load: async () => (one.here = await fetched()) };
  return one;
}

/** The pages that people arrive at, asked for while the frame is still on its way. */
export const pageFiles = {
  portfolios: file(() => import("@/features/portfolios/portfolios-page")),
  portfolio: file(() => import("@/features/portfolios/portfolio-layout")),
  overview: file(() => import("@/features/portfolios/overview-page")),
  symbol: file(() => wholeCatalogue().then(() => import("@/features/symbols/symbol-page"))),
};

const ARRIVALS: [RegExp, (keyof typeof pageFiles)[]][] = [
  [/^\/portfolios\/?$/, ["portfolios"]],
  [/^\/portfolios\/(?!new)[^/]+\/?$/, ["portfolio", "overview"]],
  [/^\/portfolios\/(?!new)/, ["portfolio"]],
  [/^\/symbols\/[^/]+\/?$/, ["symbol"]],
];

/** Settled when the page's code is here, or cannot come: whoever draws it asks again and tells. */
export async function fetchPageAt(pathname: string): Promise<void> {
  const [, names] = ARRIVALS.find(([place]) => place.test(pathname)) ?? [null, []];
  await Promise.allSettled(names.map((name) => pageFiles[name].load()));
}
