import { lazy, Suspense, useMemo, useState, type ReactNode } from "react";
import { useSearchParams } from "react-router";

import { ViewpointContext } from "@/api/viewpoint";
import { viewOf, viewpointOf, withView, type View } from "@/features/viewpoint/view";
import { wholeCatalogue } from "@/languages/load-catalogue";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";

// Most people look at today: neither of them is on the way to the first page.
const ViewDialog = lazy(async () => {
  await wholeCatalogue();
  return { default: (await import("@/features/viewpoint/view-dialog")).ViewDialog };
});
const ViewNotice = lazy(async () => {
  await wholeCatalogue();
  return { default: (await import("@/features/viewpoint/view-notice")).ViewNotice };
});

/** What is read of a portfolio below is of the day, and in the currency, that the address names.
 * `children` places the way to others, and what says that it is not today's. */
export function OfChosenView({
  ownCurrency,
  children,
}: {
  ownCurrency: string | undefined;
  children: (asks: ReactNode, says: ReactNode) => ReactNode;
}) {
  const [search, setSearch] = useSearchParams();
  const [isAsking, setAsking] = useState(false);
  const { asOf, knownBy, currency } = viewOf(search);
  const view = useMemo(() => ({ asOf, knownBy, currency }), [asOf, knownBy, currency]);
  const viewpoint = useMemo(() => viewpointOf(view), [view]);
  const choose = (chosen: View) => {
    setAsking(false);
    setSearch(withView(search, chosen), { preventScrollReset: true });
  };
  const ask = () => setAsking(true);
  return (
    <ViewpointContext value={viewpoint}>
      {children(
        <>
          <Button look="quiet" size="sm" className="no-print" onClick={ask}>
            <Icon name="history" className="size-4" /> {t("Day and currency")}
          </Button>
          {isAsking && (
            <Suspense fallback={null}>
              <ViewDialog
                {...{ view, ownCurrency }}
                onChoose={choose}
                onClose={() => setAsking(false)}
              />
            </Suspense>
          )}
        </>,
        (asOf || knownBy || currency) && (
          <Suspense fallback={null}>
            <ViewNotice {...{ view, ownCurrency }} onAsk={ask} onChoose={choose} />
          </Suspense>
        ),
      )}
    </ViewpointContext>
  );
}
