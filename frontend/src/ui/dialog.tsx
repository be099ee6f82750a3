import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

import { t } from "@/languages/translate";

import { Button } from "./button";
import { Icon } from "./icon";

const FIRST_FIELD = ["input:not([type=hidden])", "select", "textarea"]
  .map((field) => `form ${field}:not(:disabled)`)
  .join(",");

/** A modal on the browser's own dialog element, which traps focus, closes on Escape and gives
 * focus back to what opened it. A form begins in its first field. Mount it to open it. */
export function Dialog({
  title,
  onClose,
  children,
  width = "34rem",
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  width?: string;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before it is taken out of the document: of one that is gone the browser gives no focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // The browser's own choice is the button that closes.
    dialog?.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      // A close event that was queued before the dialog was opened again says nothing.
      onClose={(event) => !event.currentTarget.open && onClose()}
      style={{ width: `min(${width}, 100vw - 1.5rem)` }}
      className="m-auto max-h-[calc(100dvh-1.5rem)] rounded-lg border border-line bg-surface text-ink shadow-raised"
    >
      <div className="flex items-center justify-between gap-4 border-b border-line py-3 pr-3 pl-6">
        <h2 id={titleId} className="text-lg">
          {title}
        </h2>
        <Button look="quiet" size="sm" aria-label={t("Close")} onClick={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <div className="px-6 py-5">{children}</div>
    </dialog>
  );
}
