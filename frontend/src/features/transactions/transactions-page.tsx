import { useState } from "react";
import { useSearchParams } from "react-router";

import { failureOf } from "@/api/errors";
import type { Transaction, TransactionKind } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { useTransactions, type TransactionFilter } from "@/api/transactions";
import { t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { useTitle } from "@/ui/page";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

import { DeleteTransactionDialog } from "./delete-transaction-dialog";
import { KIND_NAMES, KINDS } from "./kinds";
import { AddTransactionDialog, EditTransactionDialog } from "./transaction-dialog";
import { TransactionsTable } from "./transactions-table";
import { VersionsDialog } from "./versions-dialog";

export type Doing = { what: "edit" | "delete" | "history"; transaction: Transaction };

export function TransactionsPage() {
  const { id, portfolio } = usePortfolioTab();
  useTitle(t("Transactions"));
  const [search, setSearch] = useSearchParams();
  const [doing, setDoing] = useState<Doing | null>(null);
  const filter = filterOf(search);
  const change = (name: string, value: string) =>
    setSearch(
      (current) => {
        if (value) current.set(name, value);
        else current.delete(name);
        return current;
      },
      { replace: true },
    );
  const isAdding = search.has("add");
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <div className="flex gap-2">
          <input
            type="search"
            aria-label={t("Filter by symbol")}
            placeholder={t("Symbol")}
            className="control w-28 uppercase placeholder:normal-case"
            defaultValue={filter.symbol ?? ""}
            onChange={(event) => change("symbol", event.target.value.trim().toUpperCase())}
          />
          <select
            aria-label={t("Filter by kind")}
            className="control w-40"
            value={filter.kind ?? ""}
            onChange={(event) => change("kind", event.target.value)}
          >
            <option value="">{t("All kinds")}</option>
            {KIND_NAMES.map((kind) => (
              <option key={kind} value={kind}>
                {KINDS[kind].label}
              </option>
            ))}
          </select>
        </div>
        <Button onClick={() => change("add", "1")}>
          <Icon name="plus" className="size-4" /> {t("Add transaction")}
        </Button>
      </div>
      <Ledger portfolioId={id} filter={filter} onDo={setDoing} />
      {isAdding && portfolio && (
        <AddTransactionDialog
          portfolioId={id}
          currency={portfolio.base_currency}
          onClose={() => change("add", "")}
        />
      )}
      {doing && portfolio && (
        <Doings
          doing={doing}
          portfolioId={id}
          currency={portfolio.base_currency}
          onClose={() => setDoing(null)}
          onInstead={(what) => setDoing({ ...doing, what })}
        />
      )}
    </>
  );
}

function Doings({
  doing: { what, transaction },
  onInstead,
  ...common
}: {
  doing: Doing;
  onInstead: (what: Doing["what"]) => void;
  portfolioId: string;
  currency: string;
  onClose: () => void;
}) {
  if (what === "edit") {
    return <EditTransactionDialog {...common} transaction={transaction} onInstead={onInstead} />;
  }
  if (what === "delete") return <DeleteTransactionDialog {...common} transaction={transaction} />;
  return <VersionsDialog {...common} transactionId={transaction.id} />;
}

function Ledger({
  portfolioId,
  filter,
  onDo,
}: {
  portfolioId: string;
  filter: TransactionFilter;
  onDo: (doing: Doing) => void;
}) {
  const query = useTransactions(portfolioId, filter);
  const isFiltered = Boolean(filter.symbol ?? filter.kind);
  if (query.isPending) return <Skeleton className="h-96" />;
  if (query.isError && !query.data) {
    return <ErrorState failure={failureOf(query.error)} onRetry={() => void query.refetch()} />;
  }
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return isFiltered ? <NoMatch /> : <EmptyLedger />;
  return (
    <>
      <TransactionsTable transactions={items} onDo={onDo} />
      {query.hasNextPage && (
        <div className="mt-5 flex justify-center">
          <Button
            look="secondary"
            isBusy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("Show more")}
          </Button>
        </div>
      )}
    </>
  );
}

function NoMatch() {
  return <p className="py-12 text-center text-soft">{t("No transaction matches this filter.")}</p>;
}

function EmptyLedger() {
  return (
    <EmptyState
      title={t("The ledger is empty")}
      actions={<ButtonLink to="../import">{t("Import a file")}</ButtonLink>}
    >
      <p>{t("Every buy, sale, dividend and fee you record is listed here, with its history.")}</p>
    </EmptyState>
  );
}

function filterOf(search: URLSearchParams): TransactionFilter {
  const symbol = search.get("symbol");
  const kind = KIND_NAMES.find((name: TransactionKind) => name === search.get("kind"));
  return { ...(symbol ? { symbol } : {}), ...(kind ? { kind } : {}) };
}
