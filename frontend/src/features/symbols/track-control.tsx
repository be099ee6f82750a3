import { useMarketStatus, useTrack, useUntrack } from "@/api/market";
import { formatPercent } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";

/** Track a symbol, see its back-fill advance, or stop. */
export function TrackControl({ symbol }: { symbol: string }) {
  const status = useMarketStatus();
  const track = useTrack();
  const untrack = useUntrack();
  if (!status.data) return null;
  const tracked = status.data.symbols.find((one) => one.symbol === symbol);
  if (!tracked) {
    return (
      <Button isBusy={track.isPending} onClick={() => track.mutate(symbol)}>
        Track {symbol}
      </Button>
    );
  }
  const isWorking = tracked.status === "queued" || tracked.status === "backfilling";
  return (
    <span className="flex items-center gap-3">
      {isWorking && (
        <span role="status">
          <Badge tone="accent">loading history, {formatPercent(tracked.progress, 0)}</Badge>
        </span>
      )}
      {tracked.status === "failed" && <Badge tone="loss">{tracked.detail ?? "failed"}</Badge>}
      <Button
        look="secondary"
        size="sm"
        isBusy={untrack.isPending}
        onClick={() => untrack.mutate(symbol)}
      >
        Stop tracking
      </Button>
    </span>
  );
}
