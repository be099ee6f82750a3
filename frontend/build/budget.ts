import { gzipSync } from "node:zlib";

import type { Plugin } from "vite";

/** Kilobytes (1,000 bytes) of JavaScript after gzip, words of the largest catalogue included. */
const MOST_FIRST_KB = 130;
const MOST_KB = 250;

export type Chunk = {
  fileName: string;
  code: string;
  imports: string[];
  facadeModuleId: string | null;
};
export type Cost = { route: string; kilobytes: number };

/**
 * Fails the build when an address costs more than it may. A page is what `app/pages.ts` asks for; it
 * costs the entry, the frame of the application, itself and what those need before they run.
 */
export function budget(): Plugin {
  return {
    name: "budget",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const costs = costsOf(chunks);
      const over = costs.filter(({ route, kilobytes }) => kilobytes > allowed(route));
      const dearest = costs.slice(0, 3).map(inWords).join(", ");
      if (over.length > 0)
        this.error(`over the budget of the page: ${over.map(inWords).join(", ")}`);
      const first = costs.find(({ route }) => isFirst(route));
      this.info(`first route ${first?.kilobytes.toFixed(1)} kB; dearest: ${dearest}`);
    },
  };
}

const isFirst = (route: string) => route === "portfolios-page";

export function allowed(route: string): number {
  return isFirst(route) ? MOST_FIRST_KB : MOST_KB;
}

/** What each page costs, the dearest first. */
export function costsOf(chunks: readonly Chunk[]): Cost[] {
  const sizes = new Map(chunks.map((chunk) => [chunk.fileName, gzipSync(chunk.code).length]));
  const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const needed = (file: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    named.get(file)?.imports.forEach((other) => needed(other, seen));
    return seen;
  };
  const weigh = (files: Iterable<string>) =>
    [...new Set(files)].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0) / 1000;
  const made = (ending: RegExp) =>
    chunks.filter(({ facadeModuleId }) => ending.test(facadeModuleId ?? ""));
  const frame = made(/(index\.html|app\/(open\.ts|start\.tsx)|portfolio-layout\.tsx)$/).flatMap(
    (chunk) => [...needed(chunk.fileName)],
  );
  const words = (part: RegExp) =>
    Math.max(0, ...made(part).map(({ fileName }) => weigh([fileName])));
  const first = words(/catalogue\/\w+\/first$/);
  const rest = words(/catalogue\/\w+\/rest$/);
  return made(/-page\.tsx$/)
    .map(({ fileName, facadeModuleId }) => {
      const route = /([\w-]+)\.tsx$/.exec(facadeModuleId ?? "")?.[1] ?? fileName;
      const code = weigh([...frame, ...needed(fileName)]);
      return { route, kilobytes: code + first + (isFirst(route) ? 0 : rest) };
    })
    .sort((a, b) => b.kilobytes - a.kilobytes);
}

function inWords({ route, kilobytes }: Cost): string {
  return `${route} ${kilobytes.toFixed(1)} kB (at most ${allowed(route)})`;
}
