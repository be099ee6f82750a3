import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { restoreSession } from "@/api/auth";
import { configureApi } from "@/api/client";
import { loadApiBaseUrl } from "@/api/config";
import { App } from "@/app/app";
import { applyTheme } from "@/lib/theme";

import "@/app/styles.css";

applyTheme();
configureApi(await loadApiBaseUrl());
void restoreSession();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
