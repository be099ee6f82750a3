import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { BrowserRouter } from "react-router";

import { AppRoutes } from "./app-routes";
import { fetchPagesWhenIdle } from "./pages";
import { queryClient } from "./query-client";

export function App() {
  useEffect(fetchPagesWhenIdle, []);
  return (
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <AppRoutes />
      </BrowserRouter>
    </QueryClientProvider>
  );
}
