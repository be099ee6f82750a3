import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

/** Puts the product's broker files to try beside the page, under /samples/. */
export function samples(folder: string): Plugin {
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith(".csv"))
    : [];
  const read = (name: string) => readFileSync(join(folder, name));
  return {
    name: "samples",
    generateBundle() {
      for (const name of names) {
        this.emitFile({ type: "asset", fileName: `samples/${name}`, source: read(name) });
      }
    },
    configureServer: (server) => {
      for (const name of names) {
        server.middlewares.use(`/samples/${name}`, (_request, response) =>
          response.end(read(name)),
        );
      }
    },
  };
}
