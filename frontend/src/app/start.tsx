import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import type { PageConfig } from "@/api/config";
import { applyTheme } from "@/lib/theme";
import { offerTelemetry } from "@/telemetry/telemetry";

import { App } from "./app";
import { askFirst, firstReads } from "./first-reads";
import { keepLastSeen } from "./last-seen";
import { queryClient } from "./query-client";
import { whenQuiet } from "./when-quiet";

export function start(config: PageConfig): void {
  applyTheme();
  const root = document.getElementById("root");
  if (!root) return;
  offerTelemetry(config.telemetryConnectionString);
  keepLastSeen(queryClient);
  askFirst(queryClient, firstReads(window.location));
  // The shell stands already: it may take several tasks until what replaces it is whole.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
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
