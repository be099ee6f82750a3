import { useRef } from "react";
import { useParams, useSearchParams } from "react-router";

import { useAlerts } from "@/api/alerts";
import type { Alert } from "@/api/models";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { NextPage } from "@/ui/paged";
import { EmptyState, Skeleton } from "@/ui/states";
import { useKeptFocus } from "@/ui/use-kept-focus";

import { AlertDialog } from "./alert-dialog";
import { AlertRow } from "./alert-row";

export function AlertsPage() {
  const [search, setSearch] = useSearchParams();
  const alerts = useAlerts();
  const begin = () => setSearch({ new: "1" }, { replace: true });
  return (
    <>
      <PageHead
        title={t("Alerts")}
        under={
          <p className="max-w-2xl text-soft">
            {t(
              "Judged once a trading day, when new prices are in. Each tells once, not every day.",
            )}
          </p>
        }
        actions={
          <Button onClick={begin}>
            <Icon name="plus" className="size-4" /> {t("New alert")}
          </Button>
        }
      />
      <Loaded query={alerts} skeleton={<Skeleton className="h-64" />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={t("Nothing is watched for you yet")}
              actions={<Button onClick={begin}>{t("New alert")}</Button>}
            >
              <p>
                {t(
                  "A price, a fall, a dividend, news, or a holding that has grown too large: you are told when it happens.",
                )}
              </p>
            </EmptyState>
          ) : (
            <>
              <AlertList items={items} isWhole={!alerts.hasNextPage} />
              <NextPage query={alerts} />
            </>
          )
        }
      </Loaded>
      {search.has("new") && (
        <AlertDialog asked={search} onClose={() => setSearch({}, { replace: true })} />
      )}
    </>
  );
}

/** The address may ask for one of them, as notices do. */
function AlertList({ items, isWhole }: { items: readonly Alert[]; isWhole: boolean }) {
  const { alertId } = useParams();
  const list = useRef<HTMLUListElement>(null);
  const keepFocus = useKeptFocus(list, items);
  const isGone = alertId !== undefined && isWhole && !items.some(({ id }) => id === alertId);
  return (
    <>
      {isGone && (
        <p role="status" className="mb-4 rounded-md bg-warn-wash p-4 text-soft">
          {t("The alert you followed is not there any more.")}
        </p>
      )}
      <ul
        ref={list}
        {...keepFocus}
        className="border-t border-line-strong"
        aria-label={t("Alerts")}
      >
        {items.map((alert) => (
          <AlertRow key={alert.id} alert={alert} isAsked={alert.id === alertId} />
        ))}
      </ul>
    </>
  );
}
