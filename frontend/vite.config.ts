import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { fakeApi } from "./build/fake-api.ts";
import { staticShell } from "./build/static-shell.ts";

const root = import.meta.dirname;

export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwindcss(), staticShell(root), mode === "fake" && fakeApi(root)],
  resolve: { alias: { "@": `${root}/src` } },
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { port: 4281, strictPort: false },
  preview: { port: 4282, strictPort: false },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
  },
}));
