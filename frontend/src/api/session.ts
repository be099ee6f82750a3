/** Who is here. The access token lives in memory only. A hint in localStorage says that a refresh is
 * worth asking for, and where its token is kept, so that a stranger's visit makes no failing call;
 * beside it stands whose it is, as another tab may have been left and taken over by somebody else. */
export type SessionStatus = "restoring" | "signed-in" | "anonymous" | "unreachable";

export type Tokens = { access_token: string; expires_in: number; refresh_token?: string | null };

const HINT = "plumbline.signed-in";
const REFRESH = "plumbline.refresh-token";
const PERSON = "plumbline.person";
/** What `unfinished-answer` keeps. */
export const UNFINISHED = "plumbline.unfinished-answer";
/** Renewed this long before its end, so that a request is never sent with a dying token. */
const MARGIN_MS = 15_000;

type State = {
  status: SessionStatus;
  accessToken: string | null;
  expiresAt: number;
  person: string | null;
};

const NOBODY = { accessToken: null, expiresAt: 0, person: null };

let state: State = { ...NOBODY, status: canAsk() ? "restoring" : "anonymous" };
let wasLeft = false;
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
  /** The id of who is signed in, by the access token. */
  get person(): string | null {
    return state.person;
  },
  /** The id of who signed in last in this browser, in whichever tab; null when they signed out. */
  get lastPerson(): string | null {
    return localStorage.getItem(PERSON);
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
  /** Say whether it is begun, or goes on. Not when these are somebody else's, who signed in in another
   * tab: what one person asked for is not done for another, and this tab begins anew as theirs. */
  begin(tokens: Tokens): boolean {
    const person = personOf(tokens.access_token);
    if (state.person && person !== state.person) {
      location.replace("/portfolios");
      return false;
    }
    localStorage.setItem(HINT, tokens.refresh_token ? "tab" : "cookie");
    if (tokens.refresh_token) sessionStorage.setItem(REFRESH, tokens.refresh_token);
    if (person) localStorage.setItem(PERSON, person);
    else localStorage.removeItem(PERSON);
    set({
      status: "signed-in",
      accessToken: tokens.access_token,
      expiresAt: Date.now() + tokens.expires_in * 1000,
      person,
    });
    return true;
  },
  /** The service could not say who is here; the hint stays, so a reload asks again. */
  fail(): void {
    if (state.status === "restoring") set({ ...NOBODY, status: "unreachable" });
  },
  retry(): void {
    set({ ...state, status: "restoring" });
  },
  /** Whether it was ended by choice: who comes next has nothing to go on with here. */
  get wasLeft(): boolean {
    return wasLeft;
  },
  end(isChosen = false): void {
    wasLeft = isChosen;
    localStorage.removeItem(HINT);
    localStorage.removeItem(PERSON);
    [REFRESH, UNFINISHED].forEach((key) => sessionStorage.removeItem(key));
    set({ ...NOBODY, status: "anonymous" });
  },
};

/** Hear of every change. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The subject of a token as the service makes them. */
function personOf(accessToken: string): string | null {
  const payload = accessToken.split(".")[1] ?? "";
  try {
    const said = atob(payload.replace(/-/g, "+").replace(/_/g, "/"));
    return (JSON.parse(said) as { sub: string }).sub;
  } catch {
    return null;
  }
}
