import { Link } from "react-router";

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
import { Table, Td, Th } from "@/ui/table";

export function WatchedTable({ list }: { list: Watchlist }) {
  return (
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
        {list.items.map((item, index) => (
          <Row key={item.symbol} list={list} item={item} index={index} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ list, item, index }: { list: Watchlist; item: Watched; index: number }) {
  const change = useChangeWatched(list.id);
  const { symbol, name, note, quote, status } = item;
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
        <input
          aria-label={t("Note on {symbol}", { symbol })}
          className="w-full rounded-sm border border-transparent bg-transparent px-1.5 py-1 text-soft hover:border-line focus:border-line-strong focus:bg-surface"
          placeholder={t("Add a note")}
          maxLength={500}
          defaultValue={note}
          onBlur={({ target }) => {
            if (target.value !== note) change.mutate({ symbol, note: target.value });
          }}
        />
      </Td>
      <Td isNumeric>
        <RowActions
          list={list}
          symbol={symbol}
          index={index}
          onMove={(position) => change.mutate({ symbol, position })}
        />
      </Td>
    </tr>
  );
}

function RowActions({
  list,
  symbol,
  index,
  onMove,
}: {
  list: Watchlist;
  symbol: string;
  index: number;
  onMove: (position: number) => void;
}) {
  const unwatch = useUnwatch(list.id);
  const quiet = { look: "quiet", size: "sm" } as const;
  return (
    <span className="no-print inline-flex">
      <Button
        {...quiet}
        className="max-sm:hidden"
        disabled={index === 0}
        aria-label={t("Move {symbol} up", { symbol })}
        onClick={() => onMove(index - 1)}
      >
        <Icon name="sort" className="size-4 rotate-180" />
      </Button>
      <Button
        {...quiet}
        className="max-sm:hidden"
        disabled={index === list.items.length - 1}
        aria-label={t("Move {symbol} down", { symbol })}
        onClick={() => onMove(index + 1)}
      >
        <Icon name="sort" className="size-4" />
      </Button>
      <Button
        {...quiet}
        isBusy={unwatch.isPending}
        aria-label={t("Take {symbol} off the list", { symbol })}
        onClick={() => unwatch.mutate(symbol)}
      >
        <Icon name="close" className="size-4" />
      </Button>
    </span>
  );
}

function Waiting({ status }: { status: Watched["status"] }) {
  if (status === "backfilling") return <Badge tone="accent">{t("loading")}</Badge>;
  if (status === "unknown") return <Badge tone="loss">{t("unknown")}</Badge>;
  return <Badge tone="warn">{t("no price yet")}</Badge>;
}
