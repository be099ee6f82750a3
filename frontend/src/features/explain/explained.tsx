import { useState, type ReactNode } from "react";

import type { ExplainedMetric } from "@/api/models";
import { t } from "@/languages/translate";

import { ExplanationPanel } from "./explanation-panel";

/** A figure that opens to the tree it is made of. */
export function Explained({
  portfolioId,
  metric,
  symbol,
  label,
  children,
}: {
  portfolioId: string;
  metric: ExplainedMetric;
  symbol?: string;
  label: string;
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
      {isOpen && (
        <ExplanationPanel
          portfolioId={portfolioId}
          metric={metric}
          {...(symbol ? { symbol } : {})}
          title={label}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
