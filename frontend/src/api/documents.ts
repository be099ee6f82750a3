import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "./client";

const KEY = ["documents"] as const;

export function useDocuments() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api().GET("/api/documents")),
    select: ({ items }) => items,
  });
}

export function useAddDocument() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api().POST("/api/documents", {
          body: { file: file as unknown as string },
          bodySerializer: () => {
            const form = new FormData();
            form.append("file", file);
            return form;
          },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteDocument() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (document_id: string) =>
      unwrap(api().DELETE("/api/documents/{document_id}", { params: { path: { document_id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
