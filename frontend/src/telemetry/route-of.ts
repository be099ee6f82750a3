/** The words of this page's own addresses. */
const WORDS = new Set(
  (
    "alerts assistant documents forgot-password gains import income login market new notifications" +
    " operations performance planning portfolios register reports reset-password risk settings" +
    " symbols transactions verify-email watchlists"
  ).split(" "),
);

/** Return an address without what it says about a person: `/portfolios/01J…/risk` becomes
 * `/portfolios/:id/risk`. Whatever is not a known word is left out. */
export function routeOf(pathname: string): string {
  const parts = pathname.split("/").filter(Boolean);
  return `/${parts.map((part) => (WORDS.has(part) ? part : ":id")).join("/")}`;
}
