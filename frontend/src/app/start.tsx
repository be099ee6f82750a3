import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { restoreSession } from "@/api/auth";
import { configureApi } from "@/api/client";
import { loadApiBaseUrl } from "@/api/config";
import { applyTheme } from "@/lib/theme";

import { App } from "./app";

export async function start(): Promise<void> {
  applyTheme();
  const root = document.getElementById("root");
  if (!root) return;
  configureApi(await loadApiBaseUrl());
  void restoreSession();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
