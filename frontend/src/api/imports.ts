import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import type { BrokerRequest } from "./models";
import { idempotencyKey, ledgerChanged } from "./portfolios";
import { toldRows, toldSentence, withSentences } from "./told";

/** Whose file it is, and for other files which of its columns is which of ours. */
export type HowToRead = { broker?: string; mapping?: Record<string, string> };

/** Send a broker's file; nothing is booked until the preview is confirmed. */
export function usePreviewImport(portfolioId: string) {
  return useMutation({
    mutationFn: ({ file, ...how }: { file: File } & HowToRead) =>
      previewImport(portfolioId, file, how),
  });
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
      previewed(
        unwrap(
          api().POST("/api/portfolios/{portfolio_id}/imports/from-broker", {
            params: { path: { portfolio_id: portfolioId } },
            body,
          }),
        ),
      ),
  });
}

export function previewImport(portfolioId: string, file: File, how: HowToRead = {}) {
  return previewed(
    unwrap(
      api().POST("/api/portfolios/{portfolio_id}/imports", {
        params: { path: { portfolio_id: portfolioId } },
        // The generated type of a binary part is string; what travels is the file.
        body: {
          file: file as unknown as string,
          broker: how.broker ?? "auto",
          ...(how.mapping && { mapping: JSON.stringify(how.mapping) }),
        },
        bodySerializer: asForm,
      }),
    ),
  );
}

/** A preview with its warnings and its rows' reasons in the reader's language. */
export async function previewed<T extends Preview>(answer: Promise<T>): Promise<T> {
  const preview = await withSentences(answer);
  return {
    ...preview,
    warnings: preview.warnings.map(toldSentence),
    rejected: toldRows(preview.rejected),
    informational: toldRows(preview.informational),
  };
}

type Row = { row: number; reason: string };
type Preview = { warnings: string[]; rejected: Row[]; informational: Row[] };

export function confirmImport(portfolioId: string, importId: string) {
  return unwrap(
    api().POST("/api/portfolios/{portfolio_id}/imports/{import_id}/confirm", {
      params: { path: { portfolio_id: portfolioId, import_id: importId } },
      headers: idempotencyKey(),
    }),
  );
}

function asForm(body: object): FormData {
  const form = new FormData();
  Object.entries(body).forEach(([name, part]) => form.append(name, part as File | string));
  return form;
}
