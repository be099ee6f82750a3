import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap, unwrapWithTag } from "./client";
import { BY_COOKIE } from "./refresh";
import { session } from "./session";

type Credentials = { email: string; password: string };

export function useLogin() {
  return useMutation({ mutationFn: login });
}

export function useRegister() {
  return useMutation({
    mutationFn: async (
      body: Credentials & { display_name: string | null; locale: string | null },
    ) => {
      session.begin(await unwrap(api().POST("/api/auth/register", { body, ...BY_COOKIE })));
    },
  });
}

async function login(body: Credentials): Promise<void> {
  session.begin(await unwrap(api().POST("/api/auth/login", { body, ...BY_COOKIE })));
}

/** Log out here, or everywhere; the page forgets everything it has read. */
export function useLogout() {
  return useMutation({
    mutationFn: async (scope: "here" | "everywhere") => {
      if (scope === "everywhere") {
        await unwrap(api().POST("/api/auth/logout-all", BY_COOKIE));
      } else {
        const body = { refresh_token: session.refreshToken };
        await unwrap(api().POST("/api/auth/logout", { body, ...BY_COOKIE }));
      }
    },
    onSuccess: () => session.end(true),
  });
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
    mutationFn: async (display_name: string) => {
      const { etag } = await unwrapWithTag(api().GET("/api/users/me"));
      const headers = { "If-Match": etag ?? "*" };
      return unwrap(api().PATCH("/api/users/me", { body: { display_name }, headers }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me"] }),
  });
}
