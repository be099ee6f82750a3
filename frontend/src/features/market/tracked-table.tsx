import { Link } from "react-router";

import type { Tracked } from "@/api/models";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatPercent } from "@/lib/money";
import { Badge, type Tone } from "@/ui/badge";
import { Freshness } from "@/ui/freshness";
import { Table, Td, Th } from "@/ui/table";

const STATUSES: Record<Tracked["status"], { label: string; tone: Tone }> = {
  queued: { label: t("waiting"), tone: "plain" },
  backfilling: { label: t("loading"), tone: "accent" },
  ready: { label: t("complete"), tone: "gain" },
  unknown: { label: t("unknown"), tone: "loss" },
  unreachable: { label: t("not reached"), tone: "warn" },
  failed: { label: t("failed"), tone: "loss" },
};

export function TrackedTable({ symbols }: { symbols: readonly Tracked[] }) {
  return (
    <Table caption={t("Tracked symbols")}>
      <thead>
        <tr>
          <Th>{t("Symbol")}</Th>
          <Th>{t("State")}</Th>
          <Th className="hidden sm:table-cell">{t("History")}</Th>
          <Th>{t("Freshness")}</Th>
        </tr>
      </thead>
      <tbody>
        {symbols.map((one) => (
          <tr key={one.symbol}>
            <Td>
              <Link
                to={`/symbols/${encodeURIComponent(one.symbol)}`}
                className="font-semibold hover:text-accent"
              >
                {one.symbol}
              </Link>
            </Td>
            <Td>
              <State tracked={one} />
            </Td>
            <Td className="hidden whitespace-nowrap sm:table-cell">
              {one.first_day && one.last_day
                ? `${formatDay(one.first_day)} – ${formatDay(one.last_day)}`
                : ""}
            </Td>
            <Td>
              <Freshness
                asOf={(one.is_stale ? one.last_day : null) ?? one.as_of}
                source={one.source}
                isStale={one.is_stale}
              />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function State({ tracked: { status, progress, detail, symbol } }: { tracked: Tracked }) {
  const { label, tone } = STATUSES[status];
  return (
    <span className="flex min-w-28 flex-col gap-1.5">
      <span>
        <Badge tone={tone}>{label}</Badge>
      </span>
      {status === "backfilling" && (
        <span className="flex items-center gap-2">
          <progress
            value={progress}
            max={1}
            aria-label={t("History of {symbol}", { symbol })}
            className="h-1.5 w-24 accent-accent"
          />
          <span className="text-xs text-faint">{formatPercent(progress, 0)}</span>
        </span>
      )}
      {detail && <span className="max-w-72 text-sm text-soft">{detail}</span>}
    </span>
  );
}
