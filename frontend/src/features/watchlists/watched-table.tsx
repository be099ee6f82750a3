import { useRef } from "react";
import { Link } from "react-router";

import { failureOf } from "@/api/errors";
import type { Watched, Watchlist } from "@/api/models";
import { useChangeWatched, useUnwatch } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { signOf } from "@/lib/decimal";
import { formatMoneyChange, formatPercentChange, formatPrice } from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Change } from "@/ui/change";
import { Icon } from "@/ui/icon";
import { ErrorState } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useKeptFocus } from "@/ui/use-kept-focus";

export function WatchedTable({ list }: { list: Watchlist }) {
  const frame = useRef<HTMLDivElement>(null);
  const keepFocus = useKeptFocus(frame, list.items);
  const change = useChangeWatched(list.id);
  const unwatch = useUnwatch(list.id);
  const failed = change.error ?? unwatch.error;
  return (
    <div ref={frame} {...keepFocus} className="outline-none">
      {failed && <ErrorState className="mb-3" failure={failureOf(failed)} />}
      <Table caption={t("Symbols of {name}", { name: list.name })}>
        <thead>
          <tr>
            <Th>{t("Symbol")}</Th>
            <Th isNumeric>{t("Price")}</Th>
            <Th isNumeric>{t("Day")}</Th>
            <Th className="hidden md:table-cell">{t("Note")}</Th>
            <Th>
              <span className="sr-only">{t("Actions")}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {list.items.map((item) => (
            <Row key={item.symbol} item={item} change={change} unwatch={unwatch} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

type Doing = {
  change: ReturnType<typeof useChangeWatched>;
  unwatch: ReturnType<typeof useUnwatch>;
};

function Row({ item, change, unwatch }: { item: Watched } & Doing) {
  const { symbol, name, quote, status } = item;
  const isGoing = unwatch.isPending && unwatch.variables === symbol;
  return (
    <tr className="hover:bg-sunken/60">
      <Td>
        <Link
          className="font-semibold hover:text-accent"
          to={`/symbols/${encodeURIComponent(symbol)}`}
        >
          {symbol}
        </Link>
        <span className="block max-w-40 truncate text-sm text-faint sm:max-w-72">{name}</span>
        <span className="block md:hidden">
          <NoteOf item={item} change={change} />
        </span>
      </Td>
      <Td isNumeric>
        {quote ? formatPrice(quote.price, quote.currency) : <Waiting status={status} />}
        {quote && (
          <span className="block text-sm text-faint">
            {quote.is_stale
              ? t("stale · {day}", { day: formatDay(quote.as_of) })
              : formatDay(quote.as_of)}
          </span>
        )}
      </Td>
      <Td isNumeric>
        {quote?.change != null && (
          <>
            <Change sign={signOf(quote.change)}>
              {formatPercentChange(quote.change_ratio ?? 0)}
            </Change>
            <span className="block text-sm text-faint">
              {formatMoneyChange(quote.change, quote.currency)}
            </span>
          </>
        )}
      </Td>
      <Td className="hidden md:table-cell">
        <NoteOf item={item} change={change} />
      </Td>
      <Td isNumeric>
        <Button
          look="quiet"
          size="sm"
          className="no-print"
          isBusy={isGoing}
          aria-label={t("Take {symbol} off the list", { symbol })}
          onClick={() => unwatch.mutate(symbol)}
        >
          <Icon name="close" className="size-4" />
        </Button>
      </Td>
    </tr>
  );
}

/** Saved when it is left, or by Enter; Escape takes back what was typed. */
function NoteOf({ item: { symbol, note }, change }: { item: Watched } & Pick<Doing, "change">) {
  return (
    <input
      key={note}
      aria-label={t("Note on {symbol}", { symbol })}
      className="-ml-1.5 w-full max-w-md min-w-24 rounded-sm border border-transparent bg-transparent px-1.5 py-1 text-ellipsis text-soft hover:border-line focus:border-line-strong focus:bg-surface max-md:text-sm"
      placeholder={t("Add a note")}
      maxLength={500}
      defaultValue={note}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.value = note;
        if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
      }}
      onBlur={({ target }) => {
        if (target.value.trim() !== note) change.mutate({ symbol, note: target.value.trim() });
      }}
    />
  );
}

function Waiting({ status }: { status: Watched["status"] }) {
  if (status === "backfilling") return <Badge tone="accent">{t("loading")}</Badge>;
  if (status === "unknown") return <Badge tone="loss">{t("unknown")}</Badge>;
  return <Badge tone="warn">{t("no price yet")}</Badge>;
}
