import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, refreshSession, unwrap, unwrapWithTag } from "./client";
import { session } from "./session";

type Credentials = { email: string; password: string };

export function useLogin() {
  return useMutation({ mutationFn: login });
}

export function useRegister() {
  return useMutation({
    mutationFn: async (body: Credentials & { display_name: string | null }) => {
      await unwrap(api().POST("/api/auth/register", { body, credentials: "include" }));
      await login({ email: body.email, password: body.password });
    },
  });
}

async function login(body: Credentials): Promise<void> {
  session.begin(await unwrap(api().POST("/api/auth/login", { body, credentials: "include" })));
}

/** Log out here, or everywhere; the page forgets everything it has read. */
export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (scope: "here" | "everywhere") => {
      if (scope === "everywhere") {
        await unwrap(api().POST("/api/auth/logout-all", { credentials: "include" }));
      } else {
        const body = { refresh_token: session.refreshToken };
        await unwrap(api().POST("/api/auth/logout", { body, credentials: "include" }));
      }
    },
    onSuccess: () => {
      session.end();
      queries.clear();
    },
  });
}

/** Ask once, when the page opens, whether the person is still signed in. */
export async function restoreSession(): Promise<void> {
  if (session.status !== "restoring") return;
  const renewed = await refreshSession().catch(() => false);
  if (!renewed) session.fail();
}

export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: () => unwrapWithTag(api().GET("/api/users/me")),
    select: ({ data }) => data,
  });
}

export function useRename() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (display_name: string | null) => {
      const { etag } = await unwrapWithTag(api().GET("/api/users/me"));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PATCH("/api/users/me", { body: { display_name }, headers }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}
