import { Say } from "@/languages/say";
import { t } from "@/languages/translate";
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
  if (!asOf) return <Badge tone="warn">{t("no price yet")}</Badge>;
  const exact = asOf.length > 10 ? formatInstant(asOf) : formatDay(asOf);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-faint">
      {isStale && (
        <Badge tone="warn">
          <Icon name="clock" className="size-3" /> {t("stale, {age}", { age: formatAge(asOf) })}
        </Badge>
      )}
      <span>
        <Say
          message="as of <time>{exact}</time>"
          values={{ exact }}
          parts={{ time: (text) => <time dateTime={asOf}>{text}</time> }}
        />
        {source && ` · ${source}`}
      </span>
    </span>
  );
}
