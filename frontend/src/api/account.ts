import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { saveFile } from "@/lib/save-file";

import { api, unwrap, unwrapWithTag } from "./client";
import type { NewApiToken, PreferencesChange } from "./models";
import { session } from "./session";

const SESSIONS = ["auth", "sessions"] as const;
const TOKENS = ["me", "tokens"] as const;
const PREFERENCES = ["me", "preferences"] as const;

export function useOpenSessions() {
  return useQuery({
    queryKey: SESSIONS,
    queryFn: () => unwrap(api().GET("/api/auth/sessions", { params: { query: { limit: 100 } } })),
    select: ({ items }) => items,
  });
}

export function useRevokeSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api().DELETE("/api/auth/sessions/{id}", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });
}

/** Every other session ends; this one stays. */
export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { current_password: string; new_password: string }) =>
      unwrap(api().POST("/api/auth/password/change", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });
}

export function useForgotPassword() {
  return useMutation({
    mutationFn: (email: string) =>
      unwrap(api().POST("/api/auth/password/forgot", { body: { email } })),
  });
}

/** Every session ends, this browser's too. */
export function useResetPassword() {
  return useMutation({
    mutationFn: (body: { token: string; new_password: string }) =>
      unwrap(api().POST("/api/auth/password/reset", { body })),
    onSuccess: () => session.end(),
  });
}

export function useVerifyEmail() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (token: string) =>
      unwrap(api().POST("/api/auth/verify-email", { body: { token } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}

export function useResendVerification() {
  return useMutation({
    mutationFn: () => unwrap(api().POST("/api/auth/verify-email/resend")),
  });
}

export function useApiTokens() {
  return useQuery({
    queryKey: TOKENS,
    queryFn: () => unwrap(api().GET("/api/users/me/tokens")),
    select: ({ items }) => items,
  });
}

/** The token itself is answered this once and never again. */
export function useIssueApiToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewApiToken) => unwrap(api().POST("/api/users/me/tokens", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: TOKENS }),
  });
}

export function useRevokeApiToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api().DELETE("/api/users/me/tokens/{id}", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: TOKENS }),
  });
}

export function usePreferences() {
  return useQuery({
    queryKey: PREFERENCES,
    queryFn: () => unwrap(api().GET("/api/users/me/preferences")),
  });
}

export function useChangePreferences() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: PreferencesChange) => {
      const { etag } = await unwrapWithTag(api().GET("/api/users/me/preferences"));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PUT("/api/users/me/preferences", { body, headers }));
    },
    onSuccess: (kept) => queries.setQueryData(PREFERENCES, kept),
  });
}

/** Everything the service keeps about the person, as one file. */
export function useExportMe() {
  return useMutation({
    mutationFn: async () => {
      const blob = await unwrap(api().GET("/api/users/me/export", { parseAs: "blob" }));
      saveFile(blob, "plumbline-export.zip");
    },
  });
}

export function useDeleteMe() {
  return useMutation({
    mutationFn: () => unwrap(api().DELETE("/api/users/me")),
    onSuccess: () => session.end(true),
  });
}
