import { useEffect, useRef, useState, type KeyboardEvent } from "react";

import { failureOf } from "@/api/errors";
import type { Watchlist } from "@/api/models";
import { useChangeWatched } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { ErrorState } from "@/ui/states";

const quiet = { look: "quiet", size: "sm" } as const;

/** The symbols of a list to be put in order: by buttons, or by arrow keys while one has the focus. */
export function OrderList({ list, onDone }: { list: Watchlist; onDone: () => void }) {
  const change = useChangeWatched(list.id);
  const [told, setTold] = useState("");
  const rows = useRef<HTMLOListElement>(null);
  const { items } = list;
  const last = items.length - 1;
  useEffect(() => rows.current?.querySelector("button")?.focus(), []);
  const move = (symbol: string, from: number, to: number) => {
    if (to < 0 || to > last || to === from) return;
    change.mutate({ symbol, position: to });
    setTold(t("{symbol}: place {place} of {count}", { symbol, place: to + 1, count: last + 1 }));
  };
  return (
    <section aria-label={t("Order of {name}", { name: list.name })}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="text-soft">{t("Move a symbol by its arrows, or by the arrow keys.")}</p>
        <Button onClick={onDone}>{t("Done")}</Button>
      </div>
      {change.isError && <ErrorState className="mb-3" failure={failureOf(change.error)} />}
      <p role="status" className="sr-only">
        {told}
      </p>
      <ol ref={rows} className="border-t border-line-strong">
        {items.map(({ symbol, name }, index) => (
          <Row
            key={symbol}
            {...{ symbol, name, index, last }}
            onMove={(to) => move(symbol, index, to)}
          />
        ))}
      </ol>
    </section>
  );
}

function Row({
  symbol,
  name,
  index,
  last,
  onMove,
}: {
  symbol: string;
  name: string | null;
  index: number;
  last: number;
  onMove: (to: number) => void;
}) {
  const row = useRef<HTMLLIElement>(null);
  const held = useRef<Element | null>(null);
  // A row that is moved in the document loses the focus it had: its button is given it again.
  useEffect(() => {
    if (held.current instanceof HTMLElement && document.activeElement !== held.current) {
      held.current.focus();
    }
    row.current?.scrollIntoView({ block: "nearest" });
    held.current = null;
  }, [index]);
  const go = (to: number) => {
    held.current = row.current?.contains(document.activeElement) ? document.activeElement : null;
    onMove(to);
  };
  const press = (event: KeyboardEvent) => {
    const places: Record<string, number> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: last,
    };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  return (
    <li
      ref={row}
      onKeyDown={press}
      className="flex items-center gap-3 border-b border-line py-1.5 focus-within:bg-sunken"
    >
      <span className="w-7 text-right text-sm text-faint">{index + 1}</span>
      <span className="min-w-0 flex-1 truncate">
        <span className="font-semibold">{symbol}</span>{" "}
        <span className="text-sm text-faint">{name}</span>
      </span>
      <span className="flex">
        <Button
          {...quiet}
          aria-disabled={index === 0}
          className="min-h-10 aria-disabled:opacity-40"
          aria-label={t("Move {symbol} up", { symbol })}
          onClick={() => go(index - 1)}
        >
          <Icon name="sort" className="size-4 rotate-180" />
        </Button>
        <Button
          {...quiet}
          aria-disabled={index === last}
          className="min-h-10 aria-disabled:opacity-40"
          aria-label={t("Move {symbol} down", { symbol })}
          onClick={() => go(index + 1)}
        >
          <Icon name="sort" className="size-4" />
        </Button>
      </span>
    </li>
  );
}
