/** Where to go after signing in: a path of this page only, never another site. */
export function destination(search: URLSearchParams): string {
  const next = search.get("next") ?? "";
  return /^\/(?![/\\])/.test(next) ? next : "/portfolios";
}
