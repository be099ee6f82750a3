import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { budget } from "./build/budget.ts";
import { catalogues } from "./build/catalogues.ts";
import { fakeApi } from "./build/fake-api.ts";
import { samples } from "./build/samples.ts";
import { serviceWorker } from "./build/service-worker.ts";
import { ARRIVALS, FRAME, neededBy } from "./build/shared-files.ts";
import { staticShell } from "./build/static-shell.ts";

const root = import.meta.dirname;

export default defineConfig(({ mode, command }) => ({
  plugins: [
    react(),
    tailwindcss(),
    catalogues(root),
    samples(`${root}/../samples`),
    staticShell(root),
    serviceWorker(root),
    budget(),
    mode === "fake" && fakeApi(root),
  ],
  resolve: {
    alias: {
      "@": `${root}/src`,
      ...(command === "build" && {
        "react-router": `${root}/node_modules/react-router/dist/production/index.mjs`,
      }),
    },
  },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs in two files, so that a first visit asks for few.
          groups: [
            // What asks who is here, before anything else of the page has arrived.
            {
              name: "early",
              test: /preload-helper|src\/(api\/(config|refresh|service-address|session)|app\/page-files|languages\/(language|load-catalogue|translate)|telemetry\/trace-context)\.ts/,
              priority: 2,
            },
            // Not the recorder of visits and what it stands on: most people never load it. Nor what
            // lists need that are read a page at a time.
            {
              name: "framework",
              test: /node_modules\/(?!@microsoft\/|@nevware21\/|@tanstack\/.*(infinite|Infinite))/,
            },
            {
              name: neededBy(FRAME, { root, file: "shared" }),
              test: /src\/(api|app|lib|ui)\//,
              minShareCount: 2,
            },
            {
              name: neededBy(ARRIVALS, { root, file: "figures" }),
              test: /src\/(api|charts|features\/explain|languages|lib|ui)\//,
              minShareCount: 2,
            },
            // Nor what only panels need that somebody opens, nor words that need the catalogue.
            {
              name: "more",
              test: /src\/(api\/(?!explanation|plan-|told-)|lib|ui|app|languages\/say)\/?|infinite/i,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: { port: 4281, strictPort: false },
  preview: { port: 4282, strictPort: false },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    // One browser-like environment a worker; tests begin and end with empty state themselves.
    isolate: false,
    // What is waited for ends the wait; a busy machine has its time.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
}));
