import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { restoreSession } from "@/api/auth";
import { configureApi } from "@/api/client";
import { loadApiBaseUrl } from "@/api/config";
import { session } from "@/api/session";
import { App } from "@/app/app";
import { applyTheme } from "@/lib/theme";

import "@/app/styles.css";

applyTheme();
const root = document.getElementById("root");
// The landing page is complete as the build rendered it: for a stranger there is nothing to run.
const isComplete = session.status === "anonymous" && root?.querySelector(".landing");
if (root && !isComplete) {
  configureApi(await loadApiBaseUrl());
  void restoreSession();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
