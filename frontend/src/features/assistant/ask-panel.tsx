import { lazy, Suspense, useState } from "react";
import { matchPath, useLocation } from "react-router";

import { findUnfinished } from "@/api/unfinished-answer";
import { wholeCatalogue } from "@/languages/load-catalogue";
import { t } from "@/languages/translate";
import { Icon } from "@/ui/icon";
import { SidePanel } from "@/ui/side-panel";
import { Skeleton } from "@/ui/states";

const Conversation = lazy(async () => {
  await wholeCatalogue();
  return { default: (await import("./conversation")).Conversation };
});

/** The assistant beside any page; inside a portfolio it knows which one is meant. */
export function AskPanel() {
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const [sessionId, setSession] = useState(() => findUnfinished(null)?.live.sessionId ?? null);
  if (matchPath("/assistant/*", pathname)) return null;
  const portfolioId = matchPath("/portfolios/:id/*", pathname)?.params.id ?? null;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={t("Ask the assistant")}
        onClick={() => setOpen(true)}
        className="flex size-10 items-center justify-center rounded-md text-soft hover:bg-sunken hover:text-ink"
      >
        <Icon name="ask" />
      </button>
      {isOpen && (
        <SidePanel title={t("Assistant")} onClose={() => setOpen(false)}>
          <Suspense fallback={<Skeleton className="h-40" />}>
            <Conversation
              sessionId={sessionId}
              portfolioId={portfolioId === "new" ? null : portfolioId}
              onSession={setSession}
            />
          </Suspense>
        </SidePanel>
      )}
    </>
  );
}
