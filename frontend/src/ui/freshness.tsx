import { formatAge, formatDay, formatInstant } from "@/lib/dates";

import { Badge } from "./badge";
import { Icon } from "./icon";

/** When a market value is from, who said it, and whether it is old. */
export function Freshness({
  asOf,
  source,
  isStale,
}: {
  asOf: string | null;
  source?: string | null;
  isStale?: boolean;
}) {
  if (!asOf) return <Badge tone="warn">no price yet</Badge>;
  const exact = asOf.length > 10 ? formatInstant(asOf) : formatDay(asOf);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-faint">
      {isStale && (
        <Badge tone="warn">
          <Icon name="clock" className="size-3" /> stale, {formatAge(asOf)}
        </Badge>
      )}
      <span>
        as of <time dateTime={asOf}>{exact}</time>
        {source && ` · ${source}`}
      </span>
    </span>
  );
}
