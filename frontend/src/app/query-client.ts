import { QueryClient } from "@tanstack/react-query";

import { asApiError } from "@/api/errors";
import { onSessionChange, session } from "@/api/session";

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

/** However a session ends, the next person in this tab finds nothing of the one before. */
onSessionChange(() => {
  if (session.status === "anonymous") queryClient.clear();
});
