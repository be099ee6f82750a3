import { lazy, Suspense, useEffect, useState } from "react";

import { t } from "@/languages/translate";
import { Icon } from "@/ui/icon";

const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));

const IS_MAC = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** Find anything from any page: ⌘K, Ctrl K or the button. */
export function Search() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onClick={() => setOpen(true)}
        className="flex h-10 items-center gap-2 rounded-md text-[0.9375rem] text-faint max-lg:w-10 max-lg:justify-center max-lg:hover:bg-sunken lg:w-52 lg:border lg:border-line-strong lg:bg-surface lg:px-2.5 lg:hover:border-ink-faint"
      >
        <Icon name="search" className="size-4 max-lg:size-5 max-lg:text-soft" />
        <span className="max-lg:sr-only">{t("Search")}</span>
        <kbd aria-hidden="true" className="ml-auto font-sans text-xs max-lg:hidden">
          {IS_MAC ? "⌘K" : "Ctrl K"}
        </kbd>
      </button>
      {isOpen && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
