import { lazy, Suspense, useState, type ReactNode } from "react";

import type { ExplainedMetric, ExplainedOf } from "@/api/models";
import { wholeCatalogue } from "@/languages/load-catalogue";
import { t } from "@/languages/translate";

import type { Reading } from "./node-value";

const ExplanationPanel = lazy(async () => {
  await wholeCatalogue();
  return { default: (await import("./explanation-panel")).ExplanationPanel };
});

/** A figure that opens to the tree it is made of. `of`: what else the reading was asked that shows
 * it, and which of many it is. */
export function Explained({
  portfolioId,
  metric,
  of,
  label,
  reading,
  children,
}: {
  portfolioId: string;
  metric: ExplainedMetric;
  of?: ExplainedOf;
  label: string;
  /** How the figure itself is written where it is no amount of money. */
  reading?: Reading | undefined;
  children: ReactNode;
}) {
  return (
    <Opens
      label={label}
      panel={(onClose) => (
        <ExplanationPanel
          {...{ portfolioId, metric, reading, onClose }}
          of={of ?? {}}
          title={label}
        />
      )}
    >
      {children}
    </Opens>
  );
}

/** A figure as a button that opens a panel. */
export function Opens({
  label,
  panel,
  children,
}: {
  label: string;
  panel: (onClose: () => void) => ReactNode;
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        title={t("Where does {label} come from?", { label })}
        onClick={() => setOpen(true)}
        className="explained text-left"
      >
        {children}
        <span className="sr-only">{t(", explain {label}", { label })}</span>
      </button>
      {isOpen && <Suspense fallback={null}>{panel(() => setOpen(false))}</Suspense>}
    </>
  );
}
