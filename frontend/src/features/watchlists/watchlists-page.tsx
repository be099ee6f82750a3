import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useSearchParams } from "react-router";

import type { Watchlist } from "@/api/models";
import { useDeleteWatchlist, useWatchlist, useWatchlists } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";

import { ListNameDialog } from "./list-name-dialog";
import { OrderList } from "./order-list";
import { WatchForm } from "./watch-form";
import { WatchedTable } from "./watched-table";

/** Symbols one looks at, in lists of one's own order. The chosen list is in the address. */
export function WatchlistsPage() {
  const [search, setSearch] = useSearchParams();
  const lists = useWatchlists();
  const asked = search.get("list");
  const chosen = lists.data?.find(({ id }) => id === asked)?.id ?? lists.data?.[0]?.id;
  const isNaming = search.has("new");
  const choose = (list: string) => setSearch({ list }, { replace: true });
  return (
    <>
      <PageHead
        title={t("Watchlists")}
        actions={
          <Button look="secondary" onClick={() => setSearch({ new: "1" }, { replace: true })}>
            <Icon name="plus" className="size-4" /> {t("New watchlist")}
          </Button>
        }
      />
      <Loaded query={lists} skeleton={<Skeleton className="h-80" />}>
        {(items) =>
          items.length === 0 ? (
            <NoLists onNew={() => setSearch({ new: "1" }, { replace: true })} />
          ) : (
            <>
              {items.length > 1 && (
                <div className="mb-6 flex">
                  <Segmented
                    label={t("Watchlist")}
                    value={chosen ?? ""}
                    options={items.map(({ id, name }) => ({ value: id, label: name }))}
                    onChange={choose}
                  />
                </div>
              )}
              <ChosenList id={chosen} onGone={() => setSearch({}, { replace: true })} />
            </>
          )
        }
      </Loaded>
      {isNaming && (
        <ListNameDialog
          onClose={() => setSearch({}, { replace: true })}
          onDone={({ id }) => choose(id)}
        />
      )}
    </>
  );
}

function NoLists({ onNew }: { onNew: () => void }) {
  return (
    <EmptyState
      title={t("Nothing is watched yet")}
      actions={<Button onClick={onNew}>{t("New watchlist")}</Button>}
    >
      <p>
        {t(
          "Put symbols you might buy, or simply follow, into a list: their last price and day’s change stand here, and alerts can tell you when they move.",
        )}
      </p>
    </EmptyState>
  );
}

function ChosenList({ id, onGone }: { id: string | undefined; onGone: () => void }) {
  const list = useWatchlist(id);
  return (
    <Loaded query={list} skeleton={<Skeleton className="h-72" />}>
      {(data) => <ListOf list={data} onGone={onGone} />}
    </Loaded>
  );
}

function ListOf({ list, onGone }: { list: Watchlist; onGone: () => void }) {
  const remove = useDeleteWatchlist();
  const [doing, setDoing] = useState<"name" | "delete" | "order" | null>(null);
  const order = useRef<HTMLButtonElement>(null);
  const stop = () => setDoing(null);
  const stopOrdering = () => {
    flushSync(stop);
    order.current?.focus();
  };
  if (doing === "order") return <OrderList list={list} onDone={stopOrdering} />;
  return (
    <>
      {list.note && <p className="-mt-3 mb-5 max-w-prose break-words text-soft">{list.note}</p>}
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <WatchForm list={list} />
        <span className="no-print flex flex-wrap gap-1">
          <ButtonLink
            look="quiet"
            size="sm"
            to={`/reports?new=watchlist_digest&watchlist=${list.id}`}
          >
            <Icon name="report" className="size-4" /> {t("Report")}
          </ButtonLink>
          <Button look="quiet" size="sm" onClick={() => setDoing("name")}>
            <Icon name="edit" className="size-4" /> {t("Name and note")}
          </Button>
          {list.items.length > 1 && (
            <Button ref={order} look="quiet" size="sm" onClick={() => setDoing("order")}>
              <Icon name="sort" className="size-4" /> {t("Put in order")}
            </Button>
          )}
          <Button look="quiet" size="sm" onClick={() => setDoing("delete")}>
            <Icon name="trash" className="size-4" /> {t("Delete")}
          </Button>
        </span>
      </div>
      {list.items.length === 0 ? (
        <p className="py-12 text-center text-soft">
          {t("{name} is empty. Add a symbol above.", { name: list.name })}
        </p>
      ) : (
        <WatchedTable list={list} />
      )}
      {doing === "name" && <ListNameDialog list={list} onClose={stop} />}
      {doing === "delete" && (
        <ConfirmDialog
          title={t("Delete {name}?", { name: list.name })}
          confirmLabel={t("Delete")}
          isBusy={remove.isPending}
          error={remove.error}
          onClose={stop}
          onConfirm={() => remove.mutate(list.id, { onSuccess: onGone })}
        >
          {t("The list and its notes are gone for good. Prices of its symbols stay.")}
        </ConfirmDialog>
      )}
    </>
  );
}
