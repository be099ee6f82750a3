import { useState } from "react";
import { Link } from "react-router";

import type { Holding, Holdings } from "@/api/models";
import { shareOf } from "@/charts/share-of";
import { Explained } from "@/features/explain/explained";
import { t } from "@/languages/translate";
import { formatDay } from "@/lib/dates";
import { signOf } from "@/lib/decimal";
import {
  formatMoney,
  formatMoneyChange,
  formatPercent,
  formatPercentChange,
  formatPrice,
  formatQuantity,
} from "@/lib/money";
import { Badge } from "@/ui/badge";
import { Change } from "@/ui/change";
import { SortableTh, Table, Td } from "@/ui/table";

import { nextSorting, sorted, type Column, type Sorting } from "./holdings-order";

type Cash = Holdings["cash"][number];

const HEADS: { column: Column; label: string; className?: string }[] = [
  { column: "symbol", label: t("Holding") },
  { column: "quantity", label: t("Quantity"), className: "hidden md:table-cell" },
  { column: "price", label: t("Price"), className: "hidden sm:table-cell" },
  { column: "cost_basis", label: t("Cost"), className: "hidden lg:table-cell" },
  { column: "market_value", label: t("Value") },
  {
    column: "unrealised_gain",
    label: t("Unrealised gain"),
    // A narrow screen has room for the figures, not for the words in one line.
    className: "max-sm:whitespace-normal",
  },
];

export function HoldingsTable({
  portfolioId,
  holdings,
}: {
  portfolioId: string;
  holdings: Holdings;
}) {
  const [sorting, setSorting] = useState<Sorting>({
    column: "market_value",
    direction: "descending",
  });
  return (
    <Table caption={t("Holdings")}>
      <thead>
        <tr>
          {HEADS.map(({ column, label, className }) => (
            <SortableTh
              key={column}
              label={label}
              isNumeric={column !== "symbol"}
              direction={sorting.column === column ? sorting.direction : undefined}
              onSort={() => setSorting(nextSorting(sorting, column))}
              {...(className ? { className } : {})}
            />
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted(holdings.items, sorting).map((holding) => (
          <Row
            key={holding.symbol}
            portfolioId={portfolioId}
            holding={holding}
            base={holdings.currency}
          />
        ))}
        {holdings.cash.map((cash) => (
          <CashRow key={cash.currency} cash={cash} holdings={holdings} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({
  portfolioId,
  holding,
  base,
}: {
  portfolioId: string;
  holding: Holding;
  base: string;
}) {
  const { symbol } = holding;
  return (
    <tr className="hover:bg-sunken/60">
      <Td>
        <Link to={`/symbols/${encodeURIComponent(holding.symbol)}`} className="group block">
          <span className="font-semibold group-hover:text-accent">{holding.symbol}</span>
          <span className="block max-w-28 truncate text-sm text-faint sm:max-w-64">
            {holding.name}
          </span>
        </Link>
        <Listing holding={holding} />
      </Td>
      <Td isNumeric className="hidden md:table-cell">
        {formatQuantity(holding.quantity)}
      </Td>
      <Td isNumeric className="hidden sm:table-cell">
        <Price holding={holding} />
      </Td>
      <Td isNumeric className="hidden lg:table-cell">
        {holding.cost_basis === null ? "–" : formatMoney(holding.cost_basis, base)}
      </Td>
      <Td isNumeric>
        {holding.market_value === null ? (
          "–"
        ) : (
          <Explained
            portfolioId={portfolioId}
            of={{ symbol }}
            metric="market_value"
            label={t("{symbol}’s value", { symbol })}
          >
            {formatMoney(holding.market_value, base)}
          </Explained>
        )}
        <span className="block text-sm text-faint">
          {holding.weight === null ? "" : formatPercent(holding.weight, 1)}
        </span>
      </Td>
      <Td isNumeric>
        <Gain holding={holding} base={base} />
      </Td>
    </tr>
  );
}

/** What became of the listing: shares are found under the name they have now. */
function Listing({ holding: { formerly, delisted_on, renamed_to } }: { holding: Holding }) {
  const before = [...new Set(formerly.map(({ symbol }) => symbol))].join(", ");
  if (!before && !delisted_on && !renamed_to) return null;
  return (
    <span className="mt-0.5 flex flex-wrap gap-1.5">
      {before && <Badge>{t("formerly {before}", { before })}</Badge>}
      {renamed_to && <Badge>{t("now {symbol}", { symbol: renamed_to })}</Badge>}
      {delisted_on && !renamed_to && (
        <Badge tone="warn">{t("delisted {day}", { day: formatDay(delisted_on) })}</Badge>
      )}
    </span>
  );
}

function Price({ holding }: { holding: Holding }) {
  if (holding.price === null) return <Badge tone="warn">{t("no price yet")}</Badge>;
  return (
    <>
      {formatPrice(holding.price, holding.currency)}
      <span className="block text-sm">
        {holding.is_stale ? (
          <Badge tone="warn">
            {t("stale · {priceAsOf}", { priceAsOf: formatDay(holding.price_as_of ?? "") })}
          </Badge>
        ) : (
          <span className="text-faint">
            {holding.price_as_of ? formatDay(holding.price_as_of) : ""}
          </span>
        )}
      </span>
    </>
  );
}

function Gain({ holding, base }: { holding: Holding; base: string }) {
  if (holding.unrealised_gain === null) return <>–</>;
  const sign = signOf(holding.unrealised_gain);
  return (
    <>
      <Change sign={sign}>{formatMoneyChange(holding.unrealised_gain, base)}</Change>
      {holding.unrealised_return !== null && (
        <span className="block text-sm text-faint">
          {formatPercentChange(holding.unrealised_return)}
        </span>
      )}
    </>
  );
}

function CashRow({ cash, holdings }: { cash: Cash; holdings: Holdings }) {
  const { currency, amount, value } = cash;
  const isForeign = currency !== holdings.currency;
  return (
    <tr>
      <Td>
        <span className="font-semibold">{t("Cash")}</span>
        <span className="block text-sm text-faint">
          {isForeign ? formatMoney(amount, currency) : currency}
        </span>
      </Td>
      <Td className="hidden md:table-cell" />
      <Td className="hidden sm:table-cell" />
      <Td className="hidden lg:table-cell" />
      <Td isNumeric>
        {value === null ? "–" : formatMoney(value, holdings.currency)}
        <span className="block text-sm text-faint">
          {formatPercent(shareOf(value, holdings.total_value), 1)}
        </span>
      </Td>
      <Td />
    </tr>
  );
}
