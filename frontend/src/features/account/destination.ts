/** Where to go after signing in: a path of this page only, never another site. Browsers drop tabs and
 * line ends from addresses, so that `/<tab>/evil.example` would lead to one. */
export function destination(search: URLSearchParams): string {
  const next = search.get("next") ?? "";
  return /^\/(?!\/)[^\\\p{Cc}]*$/u.test(next) ? next : "/portfolios";
}
