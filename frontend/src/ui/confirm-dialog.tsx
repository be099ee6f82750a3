import type { ReactNode } from "react";

import { failureOf } from "@/api/errors";
import { t } from "@/languages/translate";

import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorState } from "./states";

/** Asks once before something is gone. Mount it to ask. */
export function ConfirmDialog({
  title,
  children,
  confirmLabel,
  keepLabel = t("Keep it"),
  isBusy,
  error,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  confirmLabel: string;
  keepLabel?: string;
  isBusy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose} width="28rem">
      {error != null && <ErrorState className="mb-4" failure={failureOf(error)} />}
      <div className="text-soft">{children}</div>
      <div className="mt-6 flex justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          {keepLabel}
        </Button>
        <Button look="danger" isBusy={isBusy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
