import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { restoreSession } from "@/api/auth";
import { configureApi } from "@/api/client";
import { apiBaseUrlOf, loadConfig } from "@/api/config";
import { applyTheme } from "@/lib/theme";
import { offerTelemetry } from "@/telemetry/telemetry";

import { App } from "./app";
import { keepLastSeen } from "./last-seen";
import { queryClient } from "./query-client";
import { whenQuiet } from "./when-quiet";

export async function start(): Promise<void> {
  applyTheme();
  const root = document.getElementById("root");
  if (!root) return;
  const config = await loadConfig();
  configureApi(apiBaseUrlOf(config));
  offerTelemetry(config.telemetryConnectionString);
  keepLastSeen(queryClient);
  void restoreSession();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  openWithoutNetwork();
}

/** The page's own files are kept by a worker, which fetches them when nobody waits for anything. */
function openWithoutNetwork(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  whenQuiet(
    queryClient,
    () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined),
  );
}
