import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";

import { runnerImport, type Connect, type Plugin } from "vite";

type FakeModule = { answer: (request: Request) => Promise<Response | undefined> };

/**
 * `npm run dev:fake` and `npm run preview:fake`: the page against the made-up service of its tests,
 * on one port, with the headers of staticwebapp.config.json, so that its look can be worked on alone.
 */
export function fakeApi(root: string): Plugin {
  const handler: Connect.NextHandleFunction = (incoming, outgoing, next) => {
    if (incoming.url === "/config.json") {
      outgoing.setHeader("Content-Type", "application/json");
      outgoing.end('{"apiBaseUrl":""}');
    } else if (incoming.url?.startsWith("/api/")) {
      serve(root, incoming, outgoing).catch(next);
    } else {
      next();
    }
  };
  return {
    name: "fake-api",
    configureServer: (server) => void server.middlewares.use(handler),
    configurePreviewServer: (server) => {
      server.middlewares.use(handler);
      server.middlewares.use(asStaticWebApp(`${root}/dist`));
    },
  };
}

/** Global headers and the fallback document, as staticwebapp.config.json asks. */
function asStaticWebApp(dist: string): Connect.NextHandleFunction {
  const config = JSON.parse(readFileSync(`${dist}/staticwebapp.config.json`, "utf8")) as {
    globalHeaders: Record<string, string>;
    navigationFallback: { rewrite: string };
  };
  return (incoming, outgoing, next) => {
    for (const [name, value] of Object.entries(config.globalHeaders))
      outgoing.setHeader(name, value);
    const path = incoming.url?.split("?")[0] ?? "/";
    if (path !== "/" && !path.includes(".")) incoming.url = config.navigationFallback.rewrite;
    next();
  };
}

let fake: Promise<FakeModule> | undefined;

async function serve(root: string, incoming: IncomingMessage, outgoing: ServerResponse) {
  fake ??= runnerImport<FakeModule>(`${root}/src/testing/fake-api.ts`, {
    resolve: { alias: { "@": `${root}/src` } },
  }).then(({ module }) => module);
  const response = await (await fake).answer(asRequest(incoming));
  outgoing.statusCode = response?.status ?? 404;
  response?.headers.forEach((value, name) => outgoing.setHeader(name, value));
  outgoing.end(response ? Buffer.from(await response.arrayBuffer()) : undefined);
}

function asRequest(incoming: IncomingMessage): Request {
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  return new Request(`http://${incoming.headers.host ?? "localhost"}${incoming.url ?? "/"}`, {
    method: incoming.method,
    headers: incoming.headers as Record<string, string>,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
  } as RequestInit);
}
