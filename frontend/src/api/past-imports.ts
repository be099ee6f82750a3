import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import { previewed } from "./imports";
import { analysisKey } from "./portfolios";

const importsKey = (portfolioId: string) => analysisKey(portfolioId, "imports");

/** What was imported before, newest first, a page at a time. */
export function usePastImports(portfolioId: string) {
  return useInfiniteQuery({
    queryKey: importsKey(portfolioId),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api().GET("/api/portfolios/{portfolio_id}/imports", {
          params: {
            path: { portfolio_id: portfolioId },
            query: { limit: 20, ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

/** Forget an import that was not confirmed, and its file. */
export function useDiscardImport(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (importId: string) =>
      unwrap(
        api().DELETE("/api/portfolios/{portfolio_id}/imports/{import_id}", {
          params: { path: { portfolio_id: portfolioId, import_id: importId } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: importsKey(portfolioId) }),
  });
}

/** A file that was looked at before and not booked, with its verdicts as they were. */
export function useReopenImport(portfolioId: string) {
  return useMutation({
    mutationFn: (importId: string) =>
      previewed(
        unwrap(
          api().GET("/api/portfolios/{portfolio_id}/imports/{import_id}", {
            params: { path: { portfolio_id: portfolioId, import_id: importId } },
          }),
        ),
      ),
  });
}
