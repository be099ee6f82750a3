import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { restoreSession } from "@/api/auth";
import { configureApi } from "@/api/client";
import { apiBaseUrlOf, loadConfig } from "@/api/config";
import { applyTheme } from "@/lib/theme";
import { offerTelemetry } from "@/telemetry/telemetry";

import { App } from "./app";

export async function start(): Promise<void> {
  applyTheme();
  const root = document.getElementById("root");
  if (!root) return;
  const config = await loadConfig();
  configureApi(apiBaseUrlOf(config));
  offerTelemetry(config.telemetryConnectionString);
  void restoreSession();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
