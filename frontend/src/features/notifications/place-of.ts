import type { Notification } from "@/api/models";

type Pointing = Pick<Notification, "link" | "symbol" | "portfolio_id">;

/** Where a notice leads: only ever a page of our own. Home is where the portfolios are. */
export function placeOf({ link, symbol, portfolio_id }: Pointing): string | undefined {
  if (link === "/") return "/portfolios";
  if (link && /^\/(?!\/)[^\\\p{Cc}]*$/u.test(link)) return link;
  if (symbol) return `/symbols/${encodeURIComponent(symbol)}`;
  return portfolio_id ? `/portfolios/${portfolio_id}` : undefined;
}
