import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import type { PageConfig } from "@/api/config";
import { formatDay, formatInstant } from "@/lib/dates";
import { formatMoney } from "@/lib/money";
import { applyTheme } from "@/lib/theme";
import { offerTelemetry } from "@/telemetry/telemetry";

import { App } from "./app";
import { askFirst, firstReads } from "./first-reads";
import { keepLastSeen } from "./last-seen";
import { queryClient } from "./query-client";
import { whenIdle, whenQuiet } from "./when-quiet";

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
  prepareFormats();
  openWithoutNetwork();
}

const DAY = "2000-01-01";
const FORMATS = [
  () => formatMoney("0", "EUR"),
  () => formatDay(DAY),
  () => formatInstant(`${DAY}T00:00:00Z`),
];

/** The first of each takes the browser some 10 ms: one a task, while the first answers are awaited. */
function prepareFormats(next = 0): void {
  whenIdle(() => {
    FORMATS[next]?.();
    if (next + 1 < FORMATS.length) prepareFormats(next + 1);
  });
}

/** The page's own files are kept by a worker, which fetches them when nobody waits for anything. */
function openWithoutNetwork(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  whenQuiet(
    queryClient,
    () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined),
  );
}
