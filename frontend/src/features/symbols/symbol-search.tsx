import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";

import { useSearch } from "@/api/market";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { Icon } from "@/ui/icon";

/** Find a symbol from any page: ⌘K or Ctrl K, arrows, Enter. */
export function SymbolSearch() {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const asked = useDeferredValue(text.trim());
  const { data: matches = [], isFetching, isError } = useSearch(asked);
  useShortcut(input);

  const go = (symbol: string) => {
    setText("");
    setOpen(false);
    input.current?.blur();
    void navigate(`/symbols/${encodeURIComponent(symbol)}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive((active + step + matches.length) % Math.max(matches.length, 1));
    }
    if (event.key === "Enter" && text.trim())
      go(matches[active]?.symbol ?? text.trim().toUpperCase());
    if (event.key === "Escape") setOpen(false);
  };
  const isShown = isOpen && asked.length > 0;
  return (
    <div className="relative min-w-0">
      <Icon
        name="search"
        className="pointer-events-none absolute top-3 left-2.5 size-4 text-faint"
      />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label={t("Find a symbol")}
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isShown && matches[active] ? `${listId}-${active}` : undefined}
        placeholder={t("Find a symbol")}
        autoComplete="off"
        className="control w-full max-w-40 pl-8 text-[0.9375rem] focus:max-w-64 sm:max-w-56"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(0);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <ul
        id={listId}
        role="listbox"
        aria-label={t("Symbols found")}
        hidden={!isShown}
        className="absolute right-0 z-40 mt-1 max-h-96 w-80 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-md border border-line bg-surface py-1 shadow-raised"
      >
        {matches.map((match, index) => (
          <li
            key={match.symbol}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              go(match.symbol);
            }}
            className={cx(
              "flex cursor-pointer items-baseline gap-3 px-3 py-2",
              index === active && "bg-accent-wash",
            )}
          >
            <span className="min-w-14 font-semibold">{match.symbol}</span>
            <span className="min-w-0 flex-1 truncate text-soft">{match.name}</span>
            <span className="text-xs text-faint">{match.exchange ?? ""}</span>
          </li>
        ))}
        {matches.length === 0 && (
          <li role="presentation" className="px-3 py-2 text-soft">
            {isFetching
              ? t("Searching…")
              : isError
                ? t("The search cannot be reached")
                : t("Nothing found")}
          </li>
        )}
      </ul>
    </div>
  );
}

function useShortcut(input: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, [input]);
}
