import { Link } from "react-router";

import type { Holdings } from "@/api/models";
import { useArrivals } from "@/api/market";
import { counted, t } from "@/languages/translate";
import { formatPercent } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Freshness } from "@/ui/freshness";

/** As many fit beside a heading on a phone. */
const MOST_NAMED = 2;

/** When the prices below are from, from whom, and what is still on its way. */
export function HoldingsFreshness({ holdings }: { holdings: Holdings }) {
  const coming = useArrivals(holdings.items.map(({ symbol }) => symbol));
  const sources = [...new Set(holdings.items.map(({ source }) => source).filter(Boolean))];
  const stale = holdings.items.filter(({ is_stale }) => is_stale).length;
  return (
    <span className="flex flex-wrap items-center gap-2">
      {coming.length > 0 && (
        <Link to="/market">
          <Badge tone="accent">
            {t("loading price history of {symbols}, {progress}", {
              symbols: coming.map(({ symbol }) => symbol).join(", "),
              progress: formatPercent(average(coming.map(({ progress }) => progress)), 0),
            })}
          </Badge>
        </Link>
      )}
      {holdings.unpriced.length > 0 && (
        <Badge tone="warn">
          {holdings.unpriced.length > MOST_NAMED
            ? t("no price yet: {count} of {all}", {
                count: holdings.unpriced.length,
                all: holdings.items.length,
              })
            : t("no price yet: {symbols}", { symbols: holdings.unpriced.join(", ") })}
        </Badge>
      )}
      {stale > 0 && (
        <Badge tone="warn">{counted("{count} old price", "{count} old prices", stale)}</Badge>
      )}
      <Freshness asOf={holdings.as_of} source={sources.join(", ")} />
    </span>
  );
}

function average(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
