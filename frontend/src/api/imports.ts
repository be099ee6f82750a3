import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { BrokerRequest } from "./models";
import { idempotencyKey, ledgerChanged } from "./portfolios";

/** Send a broker's file; nothing is booked until the preview is confirmed. */
export function usePreviewImport(portfolioId: string) {
  return useMutation({ mutationFn: (file: File) => previewImport(portfolioId, file) });
}

export function useConfirmImport(portfolioId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (importId: string) => confirmImport(portfolioId, importId),
    onSuccess: () => ledgerChanged(queries, portfolioId),
  });
}

/** Past trades as the broker's own service tells them; the token is used for this and not kept. */
export function usePreviewFromBroker(portfolioId: string) {
  return useMutation({
    mutationFn: (body: BrokerRequest) =>
      unwrap(
        api().POST("/api/portfolios/{portfolio_id}/imports/from-broker", {
          params: { path: { portfolio_id: portfolioId } },
          body,
        }),
      ),
  });
}

export function previewImport(portfolioId: string, file: File) {
  return unwrap(
    api().POST("/api/portfolios/{portfolio_id}/imports", {
      params: { path: { portfolio_id: portfolioId } },
      // The generated type of a binary part is string; what travels is the file.
      body: { file: file as unknown as string },
      bodySerializer: asForm,
    }),
  );
}

export function confirmImport(portfolioId: string, importId: string) {
  return unwrap(
    api().POST("/api/portfolios/{portfolio_id}/imports/{import_id}/confirm", {
      params: { path: { portfolio_id: portfolioId, import_id: importId } },
      headers: idempotencyKey(),
    }),
  );
}

function asForm(body: { file: unknown }): FormData {
  const form = new FormData();
  form.append("file", body.file as File);
  return form;
}
