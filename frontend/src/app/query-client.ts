import { QueryClient } from "@tanstack/react-query";

import { asApiError } from "@/api/errors";

const MOST_RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    // Without a connection a change fails at once, where it is seen; it is never kept for later.
    mutations: { networkMode: "always" },
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < MOST_RETRIES && asApiError(error).isTransient,
      retryDelay: (attempt, error) => {
        const asked = asApiError(error).retryAfterSeconds;
        return asked === undefined ? 500 * 2 ** attempt : Math.min(asked, 30) * 1000;
      },
    },
  },
});
