import { useDeferredValue, useId, useState, type SubmitEvent } from "react";

import { asApiError, failureOf } from "@/api/errors";
import { useSearch } from "@/api/market";
import type { Watchlist } from "@/api/models";
import { useWatch } from "@/api/watchlists";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";

import { looksLikeSymbol, useFindSymbols, type Typed } from "./find-symbols";

/** Add a symbol, or several with commas between, or a company by its name; the browser offers what
 * the market knows while one types. */
export function WatchForm({ list }: { list: Watchlist }) {
  const watch = useWatch();
  const find = useFindSymbols();
  const options = useId();
  const [text, setText] = useState("");
  const [unclear, setUnclear] = useState<Unclear | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [isFinding, setFinding] = useState(false);
  const { data: matches = [] } = useSearch(useDeferredValue(text.trim()));
  const change = (now: string) => {
    setText(now);
    setUnclear(null);
    setFailed(null);
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setFinding(true);
    try {
      await add(await find(text));
    } catch (error) {
      setFailed(error);
    }
    setFinding(false);
  };
  /** One after the other, so that they stand in the order they were typed in. */
  const add = async (typed: readonly Typed[]) => {
    for (const [index, one] of typed.entries()) {
      const left = typed.slice(index);
      if (!("symbol" in one)) {
        change(left.map((each) => each.text).join(", "));
        setUnclear({ ...one, rest: left.slice(1) });
        return;
      }
      try {
        await watch.mutateAsync({ id: list.id, symbol: one.symbol });
      } catch (error) {
        // Told below; what could not be added stays to be put right.
        change(left.map((each) => each.text).join(", "));
        setFailed(error);
        return;
      }
    }
    change("");
  };
  const choose = (symbol: string) => {
    const rest = unclear?.rest ?? [];
    void add([{ text: symbol, symbol }, ...rest]);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="no-print">
      <div className="flex gap-2">
        <input
          aria-label={t("Symbol to watch")}
          placeholder={t("Symbols or a name")}
          className="control w-full sm:w-56"
          list={options}
          autoComplete="off"
          value={text}
          onChange={({ target }) => change(target.value)}
        />
        <datalist id={options}>
          {matches.map(({ symbol, name }) => (
            <option key={symbol} value={symbol}>
              {name}
            </option>
          ))}
        </datalist>
        <Button type="submit" isBusy={isFinding || watch.isPending}>
          {t("Add")}
        </Button>
      </div>
      <div role="status" className="mt-1 min-h-5 text-sm">
        {failed !== null && (
          <p className="text-loss">
            {asApiError(failed).fieldMessage("symbol") ?? failureOf(failed).message}
          </p>
        )}
        {unclear && <WhichOne unclear={unclear} onChoose={choose} />}
      </div>
    </form>
  );
}

type Unclear = Extract<Typed, { hits: unknown }> & { rest: readonly Typed[] };

/** What was typed is no symbol that is known: companies of that name, or the word that there are none.
 * A symbol that only the services of prices know can be watched all the same. */
function WhichOne({
  unclear: { text, hits },
  onChoose,
}: {
  unclear: Unclear;
  onChoose: (symbol: string) => void;
}) {
  const symbol = text.toUpperCase();
  return (
    <>
      <p className="text-soft">
        {hits.length > 0
          ? t("“{text}” is no symbol known here. Did you mean one of these?", { text })
          : t("Nothing found for “{text}”.", { text })}
      </p>
      <ul className="mt-1 flex flex-wrap gap-2">
        {hits.map((hit) => (
          <li key={hit.symbol}>
            <Button look="secondary" size="sm" onClick={() => onChoose(hit.symbol)}>
              {hit.symbol} · {hit.name}
            </Button>
          </li>
        ))}
        {hits.length === 0 && looksLikeSymbol(text) && (
          <li>
            <Button look="secondary" size="sm" onClick={() => onChoose(symbol)}>
              {t("Watch {symbol} all the same", { symbol })}
            </Button>
          </li>
        )}
      </ul>
    </>
  );
}
