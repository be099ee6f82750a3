import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { fakeApi } from "./build/fake-api.ts";
import { samples } from "./build/samples.ts";
import { serviceWorker } from "./build/service-worker.ts";
import { staticShell } from "./build/static-shell.ts";

const root = import.meta.dirname;

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    tailwindcss(),
    samples(`${root}/../samples`),
    staticShell(root),
    serviceWorker(root),
    mode === "fake" && fakeApi(root),
  ],
  resolve: { alias: { "@": `${root}/src` } },
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
            // Not the recorder of visits: most people never load it.
            { name: "framework", test: /node_modules\/(?!@microsoft\/)/ },
            { name: "shared", test: /src\/(api|lib|ui|app|languages\/say)\/?/ },
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
    testTimeout: 30_000,
  },
}));
