import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

type Catalogue = Record<string, string>;

/** What is on the way to the first page a person sees: everything below the features but words of
 * their own, and these. */
const FIRST_FEATURES = [
  "account/",
  "assistant/ask-panel",
  "explain/explained",
  "landing/",
  "notifications/bell",
  "portfolios/",
  "search/",
  "viewpoint/view\\.ts",
];
const FIRST = new RegExp(`src/(?!features/|api/told-)|src/features/(${FIRST_FEATURES.join("|")})`);

export function isFirst(path: string): boolean {
  return FIRST.test(path);
}

/**
 * Splits each catalogue in two: `virtual:catalogue/de/first` has the messages of the first page and
 * of the frame around every page, `virtual:catalogue/de/rest` the others, which come with the pages
 * that use them. Nobody waits for the words of pages that are not open.
 */
export function catalogues(root: string): Plugin {
  const name = /^virtual:catalogue\/(\w+)\/(first|rest)$/;
  return {
    name: "catalogues",
    resolveId: (id) => (name.test(id) ? `\0${id}` : undefined),
    load(id) {
      const [, language, part] = name.exec(id.slice(1)) ?? [];
      if (!id.startsWith("\0") || !language) return undefined;
      const file = join(root, `src/languages/${language}.json`);
      this.addWatchFile(file);
      const { first, rest } = split(
        JSON.parse(readFileSync(file, "utf8")) as Catalogue,
        firstSources(join(root, "src")),
      );
      return `export default ${JSON.stringify(part === "first" ? first : rest)}`;
    },
  };
}

/** The messages that stand in any of the sources, and those that do not. */
export function split(catalogue: Catalogue, sources: readonly string[]) {
  const all = sources.join("\n");
  const stands = (message: string) =>
    all.includes(JSON.stringify(message)) || all.includes(`'${message}'`);
  const entries = Object.entries(catalogue);
  return {
    first: Object.fromEntries(entries.filter(([message]) => stands(message))),
    rest: Object.fromEntries(entries.filter(([message]) => !stands(message))),
  };
}

function firstSources(source: string): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .map((path) => join(source, path))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\/testing\//.test(path))
    .filter(isFirst)
    .map((path) => readFileSync(path, "utf8"));
}
