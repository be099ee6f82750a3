import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import { failureOf } from "@/api/errors";
import type { Transaction } from "@/api/models";
import { usePortfolioTab } from "@/api/portfolio-tab";
import { useLedger } from "@/api/transactions";
import { useIsPast } from "@/api/viewpoint";
import { counted, t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { useTitle } from "@/ui/page";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

import { DeleteTransactionDialog } from "./delete-transaction-dialog";
import type { Doing } from "./doing";
import { FilterBar } from "./filter-bar";
import { filtered, filterOf, isFiltered, yearsOf } from "./ledger-filter";
import { AddTransactionDialog, EditTransactionDialog } from "./transaction-dialog";
import { TransactionsTable } from "./transactions-table";
import { VersionsDialog } from "./versions-dialog";

export function TransactionsPage() {
  const { id, portfolio } = usePortfolioTab();
  useTitle(t("Transactions"));
  const [search, setSearch] = useSearchParams();
  const [doing, setDoing] = useState<Doing | null>(null);
  const ledger = useLedger(id);
  const change = useCallback(
    (changes: Record<string, string>) =>
      setSearch(
        (current) => {
          for (const [name, value] of Object.entries(changes)) {
            if (value) current.set(name, value);
            else current.delete(name);
          }
          return current;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const isPast = useIsPast();
  const isAdding = search.has("add") && !isPast;
  const common = { portfolioId: id, currency: portfolio?.base_currency ?? "EUR" };
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <FilterBar filter={filterOf(search)} years={yearsOf(ledger.data ?? [])} onChange={change} />
        {isPast ? (
          <p className="label">{t("The past can be read. Entries are changed as of today.")}</p>
        ) : (
          <Button className="no-print" onClick={() => change({ add: "1" })}>
            <Icon name="plus" className="size-4" /> {t("Add transaction")}
          </Button>
        )}
      </div>
      <Ledger query={ledger} search={search} portfolioId={id} onDo={setDoing} />
      {isAdding && portfolio && (
        <AddTransactionDialog {...common} onClose={() => change({ add: "" })} />
      )}
      {doing && portfolio && (
        <Doings
          {...common}
          doing={doing}
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

const NOTHING: readonly Transaction[] = [];

function Ledger({
  query,
  search,
  portfolioId,
  onDo,
}: {
  query: ReturnType<typeof useLedger>;
  search: URLSearchParams;
  portfolioId: string;
  onDo: (doing: Doing) => void;
}) {
  const isPast = useIsPast();
  const all = query.data ?? NOTHING;
  const address = useDeferredValue(search.toString());
  const filter = useMemo(() => filterOf(new URLSearchParams(address)), [address]);
  const shown = useMemo(() => filtered(all, filter), [all, filter]);
  if (query.isPending) return <Skeleton className="h-96" />;
  if (query.isError && !query.data) {
    return <ErrorState failure={failureOf(query.error)} onRetry={() => void query.refetch()} />;
  }
  if (all.length === 0) return isPast ? <NothingThen /> : <EmptyLedger />;
  return (
    <>
      <p className="label mb-2 min-h-5" role="status">
        {query.hasNextPage
          ? counted(
              "{count} entry so far, more are coming…",
              "{count} entries so far, more are coming…",
              all.length,
            )
          : isFiltered(filter)
            ? t("{shown} of {all} entries", { shown: shown.length, all: all.length })
            : counted("{count} entry", "{count} entries", all.length)}
      </p>
      {query.isError && (
        <ErrorState
          className="mb-4"
          failure={failureOf(query.error)}
          onRetry={() => void query.fetchNextPage()}
        />
      )}
      {shown.length === 0 ? (
        <p className="py-12 text-center text-soft">
          {filter.from > filter.to && filter.to
            ? t("The last day comes after the first.")
            : t("No transaction matches this filter.")}
        </p>
      ) : (
        <TransactionsTable
          transactions={shown}
          portfolioId={portfolioId}
          isReadOnly={isPast}
          onDo={onDo}
        />
      )}
    </>
  );
}

function NothingThen() {
  return (
    <EmptyState title={t("Nothing was recorded then")}>
      <p>{t("The ledger has no entry up to the day you look at.")}</p>
    </EmptyState>
  );
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
