import { useLocation } from "react-router";

/** The token of a mailed link. It stands behind `#`, so that it reaches no server's log. */
export function useMailedToken(): string | null {
  const { hash } = useLocation();
  return new URLSearchParams(hash.slice(1)).get("token");
}
