import { useMutation } from "@tanstack/react-query";

import { api, unwrap } from "./client";
import { BY_COOKIE } from "./refresh";
import { addressOf } from "./service-address";
import { session } from "./session";

/** A secret of this tab. The provider's answer is worth nothing without it, so nobody can be signed
 * in to somebody else's account by a link. */
const VERIFIER = "plumbline.sign-in";

/** Leave for the sign-in provider; it sends the browser back to this page with a ticket. */
export async function leaveForProvider(next: string): Promise<void> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(48)));
  sessionStorage.setItem(VERIFIER, verifier);
  const hashed = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({ challenge: base64url(new Uint8Array(hashed)), next });
  window.location.assign(addressOf(`/api/auth/oidc/start?${query.toString()}`));
}

export function useRedeemTicket() {
  return useMutation({
    mutationFn: async (ticket: string) => {
      const verifier = sessionStorage.getItem(VERIFIER) ?? "-".repeat(43);
      sessionStorage.removeItem(VERIFIER);
      const body = { ticket, verifier };
      session.begin(await unwrap(api().POST("/api/auth/oidc/exchange", { body, ...BY_COOKIE })));
    },
  });
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
