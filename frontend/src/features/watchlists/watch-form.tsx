import { useDeferredValue, useId, useState, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import { useSearch } from "@/api/market";
import type { Watchlist } from "@/api/models";
import { useWatch } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";

/** Add a symbol, or several with commas between; the browser offers what the market knows while one
 * types. */
export function WatchForm({ list }: { list: Watchlist }) {
  const watch = useWatch();
  const options = useId();
  const [text, setText] = useState("");
  const { data: matches = [] } = useSearch(useDeferredValue(text.trim()));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void add(
      text
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    );
  };
  /** One after the other, so that they stand in the order they were typed in. */
  const add = async (symbols: readonly string[]) => {
    for (const [index, symbol] of symbols.entries()) {
      try {
        await watch.mutateAsync({ id: list.id, symbol });
      } catch {
        // Told below; what could not be added stays to be put right.
        setText(symbols.slice(index).join(", "));
        return;
      }
    }
    setText("");
  };
  return (
    <form onSubmit={submit} className="no-print">
      <div className="flex gap-2">
        <input
          aria-label={t("Symbol to watch")}
          placeholder={t("Symbols or a name")}
          className="control w-full sm:w-56"
          list={options}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <datalist id={options}>
          {matches.map(({ symbol, name }) => (
            <option key={symbol} value={symbol}>
              {name}
            </option>
          ))}
        </datalist>
        <Button type="submit" isBusy={watch.isPending}>
          {t("Add")}
        </Button>
      </div>
      <p role="status" className="mt-1 min-h-5 text-sm text-loss">
        {watch.isError &&
          (asApiError(watch.error).fieldMessage("symbol") ?? failureOf(watch.error).message)}
      </p>
    </form>
  );
}
