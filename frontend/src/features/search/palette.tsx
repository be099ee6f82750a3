import { Fragment, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";

import { useMe } from "@/api/auth";
import { useSearch } from "@/api/market";
import { usePortfolios } from "@/api/portfolios";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { Icon } from "@/ui/icon";

import { localEntries, matching, symbolEntry, type Entry } from "./entries";
import { OPERATIONS, PLACES, QUIET_PLACES } from "./places";

const MOST_LOCAL = 12;

/** One field over symbols, portfolios, pages and actions: arrows choose, Enter goes. */
export function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const { entries, isSearching, isError } = useEntries(text);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  useEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active, listId]);
  const go = (entry: Entry) => {
    onClose();
    void navigate(entry.to);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive((active + step + entries.length) % Math.max(entries.length, 1));
    }
    const chosen = entries[active];
    if (event.key === "Enter" && chosen) go(chosen);
    if (event.key === "Escape") {
      // Closed by the browser it would say so later, and undo a Ctrl K that came meanwhile.
      event.preventDefault();
      onClose();
    }
  };
  return (
    <dialog
      ref={dialog}
      aria-label={t("Search")}
      onClose={(event) => !event.currentTarget.open && onClose()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className="mx-auto mt-[8dvh] w-[min(38rem,100vw-1.5rem)] overflow-hidden rounded-lg border border-line bg-surface text-ink shadow-raised"
    >
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Icon name="search" className="size-5 text-faint" />
        <input
          type="text"
          role="combobox"
          autoFocus
          aria-label={t("Search")}
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={entries[active] ? `${listId}-${active}` : undefined}
          placeholder={t("A symbol, a portfolio, a page or what you want to do")}
          autoComplete="off"
          spellCheck={false}
          className="h-13 w-full bg-transparent outline-none placeholder:text-faint"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label={t("Found")}
        className="max-h-[60dvh] overflow-y-auto py-2"
      >
        {entries.map((entry, index) => (
          <Fragment key={`${entry.to}${entry.label}`}>
            {entry.group !== entries[index - 1]?.group && (
              <div role="presentation" className="label px-4 pt-2 pb-1">
                {entry.group}
              </div>
            )}
            <Option
              id={`${listId}-${index}`}
              entry={entry}
              isActive={index === active}
              onChoose={() => go(entry)}
              onPoint={() => setActive(index)}
            />
          </Fragment>
        ))}
      </div>
      <p role="status" className={cx("px-4 pb-3 text-soft", entries.length > 0 && "sr-only")}>
        {isSearching
          ? t("Searching…")
          : isError
            ? t("The search cannot be reached")
            : entries.length === 0 && t("Nothing found")}
      </p>
    </dialog>
  );
}

function Option({
  id,
  entry,
  isActive,
  onChoose,
  onPoint,
}: {
  id: string;
  entry: Entry;
  isActive: boolean;
  onChoose: () => void;
  onPoint: () => void;
}) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      onClick={onChoose}
      onPointerMove={onPoint}
      className={cx(
        "mx-2 flex cursor-pointer items-center gap-3 rounded-md px-2 py-2",
        isActive && "bg-accent-wash",
      )}
    >
      <Icon name={entry.icon} className="size-4 text-faint" />
      <span className="font-medium whitespace-nowrap">{entry.label}</span>
      <span className="min-w-0 truncate text-sm text-faint">{entry.hint}</span>
    </div>
  );
}

function useEntries(text: string) {
  // Only what the service is asked may lag: Enter must go where the last letter led.
  const asked = useDeferredValue(text.trim());
  const { data: symbols = [], isFetching, isError } = useSearch(asked);
  const portfolios = usePortfolios().data ?? [];
  const isAdmin = useMe().data?.roles.includes("admin") ?? false;
  const places = [...PLACES, ...QUIET_PLACES, ...(isAdmin ? [OPERATIONS] : [])];
  const local = matching(localEntries(portfolios, places), text).slice(0, MOST_LOCAL);
  const found = asked === "" ? [] : symbols.map(symbolEntry);
  const entries = [...found, ...local].sort((a, b) => order(a) - order(b));
  return { entries, isSearching: isFetching && asked !== "", isError: isError && asked !== "" };
}

const GROUPS = [t("Symbols"), t("Portfolios"), t("Actions"), t("Pages")];

function order({ group }: Entry): number {
  return GROUPS.indexOf(group);
}
