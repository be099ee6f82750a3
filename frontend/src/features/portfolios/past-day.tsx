import { lazy, Suspense, useMemo, useState, type ReactNode } from "react";
import { useSearchParams } from "react-router";

import { ViewpointContext } from "@/api/viewpoint";
import { pastDayOf, viewpointOf, type PastDay } from "@/features/viewpoint/past-day";
import { wholeCatalogue } from "@/languages/load-catalogue";
import { t } from "@/languages/translate";
import { Button } from "@/ui/button";

// Most people look at today: neither of them is on the way to the first page.
const PastDayDialog = lazy(async () => {
  await wholeCatalogue();
  return { default: (await import("@/features/viewpoint/past-day-dialog")).PastDayDialog };
});
const PastDayNotice = lazy(async () => {
  await wholeCatalogue();
  return { default: (await import("@/features/viewpoint/past-day-notice")).PastDayNotice };
});

/** What is read of a portfolio below is of the day that the address names, and says so. */
export function OfChosenDay({ children }: { children: (asks: ReactNode) => ReactNode }) {
  const [search, setSearch] = useSearchParams();
  const [isAsking, setAsking] = useState(false);
  const chosen = pastDayOf(search);
  const { asOf = "", knownBy = "" } = chosen ?? {};
  const viewpoint = useMemo(() => viewpointOf({ asOf, knownBy }), [asOf, knownBy]);
  const look = (day: PastDay | null) => {
    search.delete("as_of");
    search.delete("known_by");
    if (day?.asOf) search.set("as_of", day.asOf);
    if (day?.knownBy) search.set("known_by", day.knownBy);
    setAsking(false);
    setSearch(search, { preventScrollReset: true });
  };
  return (
    <>
      <Suspense fallback={null}>
        {chosen && (
          <PastDayNotice day={chosen} onChange={() => setAsking(true)} onLeave={() => look(null)} />
        )}
        {isAsking && (
          <PastDayDialog {...{ chosen }} onChoose={look} onClose={() => setAsking(false)} />
        )}
      </Suspense>
      <ViewpointContext value={viewpoint}>
        {children(
          <Button look="quiet" size="sm" className="no-print" onClick={() => setAsking(true)}>
            {t("Another day")}
          </Button>,
        )}
      </ViewpointContext>
    </>
  );
}
