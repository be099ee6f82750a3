import { useState } from "react";

import { useExplanation } from "@/api/explanation";
import type { Explanation } from "@/api/models";
import { counted } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { formatMoney, formatNumber, formatPercentChange } from "@/lib/money";
import { Loaded } from "@/ui/loaded";
import { Paged } from "@/ui/paged";
import { Skeleton } from "@/ui/states";

import { Branch, type Asked } from "./branch";

const FIRST = 30;

/** Hundreds of days as one leaf, newest first; a return of the portfolio opens to its own day. */
export function Series({ node, asked }: { node: Explanation; asked: Asked }) {
  const days = node.days.map((day, at) => ({ day, point: node.points[at] ?? 0 })).reverse();
  const isOwn = node.fact?.kind === "returns" && node.fact.reference === "portfolio";
  return (
    <details>
      <summary className="flex min-h-9 items-baseline gap-2 rounded-sm py-1 hover:bg-sunken">
        <span aria-hidden="true" className="w-3 text-faint">
          ›
        </span>
        <span className="flex-1">{node.label}</span>
        <span className="text-sm whitespace-nowrap text-faint">
          {counted("{count} day", "{count} days", days.length)}
        </span>
      </summary>
      <div className="ml-1.5 border-l border-line-strong pl-2.5">
        <Paged items={days} size={FIRST}>
          {(shown) =>
            shown.map(({ day, point }) =>
              isOwn ? (
                <DayOf key={day} day={day} text={pointOf(node, point)} asked={asked} />
              ) : (
                <p key={day} className="flex justify-between gap-2 py-1 pl-5">
                  <span>{formatDay(day)}</span>
                  <span className="font-medium">{pointOf(node, point)}</span>
                </p>
              ),
            )
          }
        </Paged>
      </div>
    </details>
  );
}

function pointOf({ unit, fact }: Explanation, point: number): string {
  if (/^[A-Z]{3}$/.test(unit)) return formatMoney(point.toFixed(2), unit);
  return fact?.kind === "rate" ? formatNumber(point, 6) : formatPercentChange(point);
}

/** One day's return; its values and flows are asked for when it is opened. */
function DayOf({ day, text, asked }: { day: string; text: string; asked: Asked }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="flex min-h-8 items-baseline gap-2 rounded-sm py-1 hover:bg-sunken">
        <span aria-hidden="true" className="w-3 text-faint">
          ›
        </span>
        <span className="flex-1">{formatDay(day)}</span>
        <span className="font-medium">{text}</span>
      </summary>
      {isOpen && <DayTree day={day} asked={asked} />}
    </details>
  );
}

function DayTree({ day, asked: { portfolioId, of } }: { day: string; asked: Asked }) {
  const { account, tag, symbol, currency } = of;
  const part = { ...(account && { account }), ...(tag && { tag }), ...(symbol && { symbol }) };
  const query = useExplanation(portfolioId, "twr", {
    from: day,
    to: day,
    ...part,
    ...(currency && { currency }),
  });
  return (
    <div className="ml-1.5 border-l border-line-strong pl-2.5">
      <Loaded query={query} skeleton={<Skeleton className="h-16" />}>
        {(tree) => <Branch node={tree} asked={{ portfolioId, of: part }} reading="change" isOpen />}
      </Loaded>
    </div>
  );
}
