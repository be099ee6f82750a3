import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

/** Writes sw.js with the names of the build's own files; another build is another version. */
export function serviceWorker(root: string): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle)
        .filter((name) => name.startsWith("assets/") && /\.(js|woff2)$/.test(name))
        .map((name) => `/${name}`)
        .sort();
      const version = createHash("sha256").update(files.join()).digest("hex").slice(0, 12);
      const source = readFileSync(join(root, "build/service-worker.js"), "utf8")
        .replace("VERSION", version)
        .replace("const FILES = []", `const FILES = ${JSON.stringify(files)}`);
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}
