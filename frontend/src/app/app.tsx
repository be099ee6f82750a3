import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { BrowserRouter } from "react-router";

import { AppRoutes } from "./app-routes";
import { fetchPages } from "./pages";
import { queryClient } from "./query-client";
import { whenQuiet } from "./when-quiet";

export function App() {
  useEffect(() => whenQuiet(queryClient, fetchPages), []);
  return (
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <AppRoutes />
      </BrowserRouter>
    </QueryClientProvider>
  );
}
