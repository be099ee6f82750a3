/** Who is here. The access token lives in memory only. A hint in localStorage says that a refresh is
 * worth asking for, and where its token is kept, so that a stranger's visit makes no failing call. */
export type SessionStatus = "restoring" | "signed-in" | "anonymous" | "unreachable";

export type Tokens = { access_token: string; expires_in: number; refresh_token?: string | null };

const HINT = "plumbline.signed-in";
const REFRESH = "plumbline.refresh-token";
/** Renewed this long before its end, so that a request is never sent with a dying token. */
const MARGIN_MS = 15_000;

type State = { status: SessionStatus; accessToken: string | null; expiresAt: number };

let state: State = {
  status: canAsk() ? "restoring" : "anonymous",
  accessToken: null,
  expiresAt: 0,
};
const listeners = new Set<() => void>();

function set(next: State): void {
  state = next;
  listeners.forEach((listener) => listener());
}

function canAsk(): boolean {
  const kept = localStorage.getItem(HINT);
  return kept === "cookie" || (kept === "tab" && sessionStorage.getItem(REFRESH) !== null);
}

export const session = {
  get status(): SessionStatus {
    return state.status;
  },
  get accessToken(): string | null {
    return state.accessToken;
  },
  get isExpiring(): boolean {
    return state.accessToken !== null && Date.now() > state.expiresAt - MARGIN_MS;
  },
  /** Whether it is still to be learnt who is here: a request would only be refused before. */
  get isAsked(): boolean {
    return state.status === "restoring" || state.status === "unreachable";
  },
  /** Only where the service cannot set a cookie: the body-kept refresh token of this tab. */
  get refreshToken(): string | null {
    return sessionStorage.getItem(REFRESH);
  },
  begin(tokens: Tokens): void {
    localStorage.setItem(HINT, tokens.refresh_token ? "tab" : "cookie");
    if (tokens.refresh_token) sessionStorage.setItem(REFRESH, tokens.refresh_token);
    set({
      status: "signed-in",
      accessToken: tokens.access_token,
      expiresAt: Date.now() + tokens.expires_in * 1000,
    });
  },
  /** The service could not say who is here; the hint stays, so a reload asks again. */
  fail(): void {
    if (state.status === "restoring")
      set({ status: "unreachable", accessToken: null, expiresAt: 0 });
  },
  retry(): void {
    set({ ...state, status: "restoring" });
  },
  end(): void {
    localStorage.removeItem(HINT);
    sessionStorage.removeItem(REFRESH);
    set({ status: "anonymous", accessToken: null, expiresAt: 0 });
  },
};

/** Hear of every change. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
