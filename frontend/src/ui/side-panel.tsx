import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { t } from "@/languages/translate";

import { Button } from "./button";
import { Icon } from "./icon";

/** A panel over the right edge, the whole width on a phone. Closes on Escape and on a click beside
 * it, and gives focus back to what opened it. Mount it to open it. */
export function SidePanel({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before it is taken out of the document: of one that is gone the browser gives no focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  // Outside what opened it, whose size and weight of type it must not take over.
  return createPortal(
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={(event) => !event.currentTarget.open && onClose()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className="mr-0 ml-auto h-dvh max-h-none w-full max-w-[30rem] border-l border-line bg-surface text-ink shadow-raised"
    >
      <div className="flex h-full flex-col">
        <div className="flex items-center justify-between gap-4 border-b border-line py-3 pr-3 pl-5">
          <h2 id={titleId} className="text-lg">
            {title}
          </h2>
          <Button look="quiet" size="sm" aria-label={t("Close")} onClick={onClose}>
            <Icon name="close" />
          </Button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4" tabIndex={0}>
          {children}
        </div>
      </div>
    </dialog>,
    document.body,
  );
}
