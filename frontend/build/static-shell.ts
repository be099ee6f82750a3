import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { runnerImport, type Plugin, type Rolldown } from "vite";

type Prerendered = { landing: () => string; shell: () => string };

/**
 * Makes the first paint wait for one file. The stylesheet is inlined; `index.html` carries the
 * rendered landing page and `app.html`, the fallback of every other route, the empty frame of the
 * application. The hashes of what is inline go into the content security policy.
 */
export function staticShell(root: string): Plugin {
  const script = readFileSync(join(root, "build/first-paint.js"), "utf8").trim();
  return {
    name: "static-shell",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const { module } = await runnerImport<Prerendered>(`${root}/src/app/prerender.tsx`, {
        resolve: { alias: { "@": `${root}/src` } },
        logLevel: "error",
      });
      const style = takeStyle(bundle);
      const page = (content: string, head = "") =>
        takeHtml(bundle)
          .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
          .replace(
            "<!--first-paint-->",
            () => `${head}<style>${style}</style><script>${script}</script>`,
          )
          .replace("<!--content-->", () => content);
      const shell = page(module.shell(), preloads(bundle));
      this.emitFile({ type: "asset", fileName: "app.html", source: shell });
      setHtml(bundle, page(module.landing()));
      const config = readFileSync(join(root, "staticwebapp.config.json"), "utf8")
        .replace("{style-hashes}", hashSource(style))
        .replace("{script-hashes}", hashSource(script));
      this.emitFile({ type: "asset", fileName: "staticwebapp.config.json", source: config });
    },
  };
}

export function hashSource(content: string): string {
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}

/** What the application is asked for one after the other is asked for in the head, all at once. */
function preloads(bundle: Rolldown.OutputBundle): string {
  const made = ["/app/open.ts", "/app/start.tsx"].flatMap((module) => {
    const chunk = Object.values(bundle).find(
      (file) => file.type === "chunk" && file.facadeModuleId?.endsWith(module),
    );
    if (chunk?.type !== "chunk") throw new Error(`the build made no chunk of ${module}`);
    return [chunk.fileName, ...chunk.imports];
  });
  const config = '<link rel="preload" href="/config.json" as="fetch" crossorigin>';
  const files = [...new Set(made)].map(
    (file) => `<link rel="modulepreload" crossorigin href="/${file}">`,
  );
  return [config, ...files].join("");
}

function takeStyle(bundle: Rolldown.OutputBundle): string {
  const name = Object.keys(bundle).find((file) => file.endsWith(".css"));
  const asset = name ? bundle[name] : undefined;
  if (!name || asset?.type !== "asset") throw new Error("the build made no stylesheet");
  Reflect.deleteProperty(bundle, name);
  return asText(asset.source).trim();
}

function takeHtml(bundle: Rolldown.OutputBundle): string {
  const asset = bundle["index.html"];
  if (asset?.type !== "asset") throw new Error("the build made no index.html");
  return asText(asset.source);
}

function setHtml(bundle: Rolldown.OutputBundle, html: string): void {
  const asset = bundle["index.html"];
  if (asset?.type === "asset") asset.source = html;
}

function asText(source: string | Uint8Array): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
