import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, it } from "vitest";

import { isFirst, split } from "./catalogues.ts";

const SOURCE = join(import.meta.dirname, "../src");

it("parts the messages by where they stand", () => {
  const catalogue = { Save: "Speichern", Ask: "Fragen", 'say "yes"': "„ja“ sagen" };
  expect(split(catalogue, ['t("Save")', `t('say "yes"')`])).toEqual({
    first: { Save: "Speichern", 'say "yes"': "„ja“ sagen" },
    rest: { Ask: "Fragen" },
  });
});

it("has the words of everything that is loaded before the rest of them", () => {
  const pages = readFileSync(join(SOURCE, "app/pages.ts"), "utf8");
  const arrivals = readFileSync(join(SOURCE, "app/page-files.ts"), "utf8");
  const first = [
    ...pages.matchAll(/firstPage\(async.*?import\("(@\/[^"]+)"\)/gs),
    ...arrivals.matchAll(/file\(\(\) => import\("(@\/[^"]+)"\)/g),
  ].map(([, path]) => path ?? "");
  expect(first.length).toBeGreaterThan(5);
  const loaded = closure(["@/app/start", ...first]);
  expect(loaded.size).toBeGreaterThan(50);
  expect([...loaded].filter((path) => !isFirst(path))).toEqual([]);
});

/** Every file that a file needs before it runs. */
function closure(names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string, from: string) => {
    const path = fileOf(name, from);
    if (!path || seen.has(path)) return;
    seen.add(path);
    const imports = readFileSync(path, "utf8").matchAll(
      /^(?:import|export) (?!type ).*?"(.+?)";$/gms,
    );
    for (const [, needed] of imports) visit(needed ?? "", path);
  };
  names.forEach((name) => visit(name, SOURCE));
  return seen;
}

function fileOf(name: string, from: string): string | undefined {
  const bare = name.startsWith("@/") ? join(SOURCE, name.slice(2)) : join(dirname(from), name);
  return [".ts", ".tsx"].map((ending) => bare + ending).find(existsSync);
}
