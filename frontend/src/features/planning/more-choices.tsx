import { useState, type ReactNode } from "react";

import { t } from "@/languages/translate";

/** What most people never change: closed at first, open where something in it is wrong. */
export function MoreChoices({ isWrong, children }: { isWrong: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="w-full rounded-md border border-line px-4"
      open={isOpen || isWrong}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      // The browser cannot say what is wrong with a field that cannot be seen.
      onInvalidCapture={({ currentTarget }) => {
        currentTarget.open = true;
      }}
    >
      <summary className="flex min-h-11 cursor-pointer items-center gap-2 font-medium text-soft hover:text-ink">
        <span aria-hidden="true">›</span>
        {t("More choices")}
      </summary>
      <div className="flex flex-col gap-5 pt-1 pb-4">{children}</div>
    </details>
  );
}
