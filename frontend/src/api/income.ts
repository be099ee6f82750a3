import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { ExpectedDividend } from "./models";
import { ONE, analysisKey, idempotencyKey, ledgerChanged, pathOf } from "./portfolios";
import { useViewpoint } from "./viewpoint";

export function useIncome(portfolioId: string) {
  const query = useViewpoint();
  return useQuery({
    queryKey: analysisKey(portfolioId, "income", query),
    queryFn: () =>
      unwrap(api().GET(`${ONE}/income`, { params: { path: pathOf(portfolioId), query } })),
  });
}

/** Book dividends the market paid and the ledger does not know, all or none. */
export function useBookDividends(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (expected: readonly ExpectedDividend[]) =>
      unwrap(
        api().POST(`${ONE}/transactions`, {
          params: { path: pathOf(portfolioId) },
          body: { transactions: expected.map(asTransaction) },
          headers: idempotencyKey(),
        }),
      ),
    onSuccess: () => ledgerChanged(queries, portfolioId),
  });
}

function asTransaction({ symbol, ex_date, amount_local, currency }: ExpectedDividend) {
  return {
    kind: "dividend" as const,
    symbol,
    trade_date: ex_date,
    amount: amount_local,
    currency,
    fee: "0",
    tax: "0",
  };
}
