import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

/**
 * Puts the prerendered shell with its critical styles and the theme script into index.html, so that
 * the first paint waits for one file, and writes their hashes into the content security policy of
 * the staticwebapp.config.json beside it.
 */
export function staticShell(root: string): Plugin {
  const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8").trim();
  const style = () => squeeze(read("src/ui/tokens.css") + read("build/shell/shell.css"));
  const script = () => read("build/shell/theme.js");
  let outDir = "dist";
  return {
    name: "static-shell",
    configResolved: (config) => {
      outDir = config.build.outDir;
    },
    transformIndexHtml: {
      order: "post",
      handler: (html) =>
        html
          .replace("<!--critical-->", `<style>${style()}</style><script>${script()}</script>`)
          .replace("<!--shell-->", read("build/shell/shell.html")),
    },
    writeBundle: () => {
      const config = read("staticwebapp.config.json")
        .replace("{style-hashes}", hashSource(style()))
        .replace("{script-hashes}", hashSource(script()));
      writeFileSync(join(root, outDir, "staticwebapp.config.json"), `${config}\n`);
    },
  };
}

function squeeze(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};:,>]) ?/g, "$1")
    .trim();
}

export function hashSource(content: string): string {
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}
