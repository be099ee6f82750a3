import { useArrivals, useMarketStatus, useTrack, useUntrack } from "@/api/market";
import { t } from "@/languages/translate";
import { formatPercent } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/states";

import { useFollowing } from "./followed";

/** Track a symbol, see its back-fill advance, or stop. */
export function TrackControl({ symbol }: { symbol: string }) {
  const status = useMarketStatus();
  const track = useTrack();
  const untrack = useUntrack();
  const following = useFollowing(symbol);
  const [coming] = useArrivals([symbol]);
  if (!status.data) return <Skeleton className="h-10 w-28" />;
  const tracked = status.data.symbols.find((one) => one.symbol === symbol);
  if (!tracked?.is_tracked && following.length > 0) {
    return <span className="self-center text-sm text-soft">{followedFor(following)}</span>;
  }
  if (!tracked?.is_tracked) {
    return (
      <Button
        look={tracked?.status === "ready" ? "secondary" : "primary"}
        isBusy={track.isPending}
        onClick={() => track.mutate(symbol)}
      >
        {t("Track {symbol}", { symbol })}
      </Button>
    );
  }
  return (
    <span className="flex items-center gap-3">
      {coming && (
        <span role="status">
          <Badge tone="accent">
            {t("loading history, {progress}", { progress: formatPercent(coming.progress, 0) })}
          </Badge>
        </span>
      )}
      {tracked.detail && <span className="max-w-72 text-sm text-warn">{tracked.detail}</span>}
      <Button
        look="secondary"
        size="sm"
        isBusy={untrack.isPending}
        onClick={() => untrack.mutate(symbol)}
      >
        {t("Stop tracking")}
      </Button>
    </span>
  );
}

/** Why there is nothing to ask for: what holds the symbol, or watches it, has its prices kept up. */
function followedFor([first = "", ...others]: readonly string[]): string {
  if (others.length === 0) return t("Followed for {name}", { name: first });
  return t("Followed for {name} and {count} more", { name: first, count: others.length });
}
