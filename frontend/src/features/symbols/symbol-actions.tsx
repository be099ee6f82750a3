import { useWatch, useWatchlists } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { Button, ButtonLink } from "@/ui/button";
import { Icon } from "@/ui/icon";

/** Follow the symbol: on the first list of one's own, by an alert, in a report. */
export function SymbolActions({ symbol }: { symbol: string }) {
  const lists = useWatchlists().data;
  const watch = useWatch();
  const list = lists?.[0];
  const isWatched =
    watch.isSuccess || lists?.some(({ items }) => items.some((one) => one.symbol === symbol));
  const asked = `new=1&symbol=${encodeURIComponent(symbol)}`;
  return (
    <>
      <ButtonLink look="quiet" to={`/alerts?${asked}`} aria-label={t("New alert")}>
        <Icon name="bell" className="size-4" />
        <span className="max-sm:hidden">{t("Alert")}</span>
      </ButtonLink>
      {list && !isWatched && (
        <Button
          look="quiet"
          isBusy={watch.isPending}
          aria-label={t("Add to {name}", { name: list.name })}
          onClick={() => watch.mutate({ id: list.id, symbol })}
        >
          <Icon name="eye" className="size-4" />
          <span className="max-sm:hidden">{t("Add to {name}", { name: list.name })}</span>
        </Button>
      )}
    </>
  );
}
