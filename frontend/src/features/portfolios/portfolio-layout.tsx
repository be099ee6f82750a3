import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import { Link, NavLink, Outlet, useLocation, useParams, useSearchParams } from "react-router";

import { failureOf } from "@/api/errors";
import { usePortfolio } from "@/api/portfolios";
import { keptOf } from "@/features/viewpoint/view";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { PageHead } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";

import { OfChosenView } from "./chosen-view";

const TABS = [
  { to: ".", label: t("Overview"), isEnd: true },
  { to: "performance", label: t("Performance"), isEnd: false },
  { to: "gains", label: t("Gains"), isEnd: false },
  { to: "income", label: t("Income"), isEnd: false },
  { to: "risk", label: t("Risk"), isEnd: false },
  { to: "planning", label: t("Planning"), isEnd: false },
  { to: "transactions", label: t("Transactions"), isEnd: false },
  { to: "import", label: t("Import"), isEnd: false },
  { to: "settings", label: t("Settings"), isEnd: false },
];

/** Tabs that read nothing of a day: what they do is done to the present. */
const OF_NO_DAY = /\/(import|settings)$/;

/** Head and tabs of a portfolio. The tab is shown at once and reads in parallel with the head. */
export function PortfolioLayout() {
  const { portfolioId = "" } = useParams();
  const read = usePortfolio(portfolioId);
  // Drawn between other things when it comes, with all that is given it.
  const drawn = useDeferredValue(read.data);
  const portfolio = !drawn || drawn.id === portfolioId ? drawn : read.data;
  const tab = useMemo(() => ({ id: portfolioId, portfolio }), [portfolioId, portfolio]);
  const isOfDay = !OF_NO_DAY.test(useLocation().pathname);
  if (read.isError && !read.data) {
    return (
      <ErrorState
        className="mt-10"
        failure={failureOf(read.error)}
        onRetry={() => void read.refetch()}
      />
    );
  }
  return (
    <OfChosenView ownCurrency={portfolio?.base_currency}>
      {(asks, says) => (
        <>
          <div className="relative sm:[&_h1]:pr-44">
            {portfolio ? <PageHead title={portfolio.name} over={<Upwards />} /> : <HeadBones />}
            <div className="absolute top-6 -right-2.5 sm:top-auto sm:right-0 sm:bottom-6">
              {isOfDay && asks}
            </div>
          </div>
          <Tabs />
          {isOfDay && says}
          <Outlet context={tab} />
        </>
      )}
    </OfChosenView>
  );
}

function Upwards() {
  return (
    <Link to="/portfolios" className="hover:text-ink">
      {t("Portfolios")}
    </Link>
  );
}

function HeadBones() {
  return (
    <div className="pt-8 pb-6 sm:pt-10">
      <div className="label mb-1">
        <Upwards />
      </div>
      <Skeleton className="h-[37.5px] w-72 max-w-full sm:h-[42.5px]" />
    </div>
  );
}

/** Wider than a phone, they scroll until the one that is open can be seen. They keep the day and the
 * currency one looks at. */
function Tabs() {
  const tabs = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const kept = keptOf(search);
  useEffect(() => {
    // With the frame that lays it out: asked now, the page would be laid out for this alone.
    const frame = requestAnimationFrame(() => {
      const row = tabs.current;
      const open = row?.querySelector<HTMLElement>("[aria-current=page]");
      if (row && open) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
    });
    return () => cancelAnimationFrame(frame);
  }, [pathname]);
  return (
    <nav
      ref={tabs}
      aria-label={t("Portfolio")}
      className="no-print -mt-2 mb-7 flex gap-1 overflow-x-auto border-b border-line max-sm:-mx-4 max-sm:px-4"
    >
      {TABS.map(({ to, label, isEnd }) => (
        <NavLink
          key={to}
          to={to + kept}
          end={isEnd}
          className={({ isActive }) =>
            cx(
              "flex min-h-10 items-center border-b-2 px-3 whitespace-nowrap first:pl-0 max-sm:px-2",
              isActive
                ? "border-accent font-semibold"
                : "border-transparent text-soft hover:text-ink",
            )
          }
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
