import { Link, NavLink, Outlet, useParams } from "react-router";

import { usePortfolio } from "@/api/portfolios";
import { cx } from "@/lib/class-names";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page";
import { Skeleton } from "@/ui/states";

const TABS = [
  { to: ".", label: "Overview", isEnd: true },
  { to: "transactions", label: "Transactions", isEnd: false },
  { to: "import", label: "Import", isEnd: false },
  { to: "settings", label: "Settings", isEnd: false },
];

export function PortfolioLayout() {
  const { portfolioId = "" } = useParams();
  const portfolio = usePortfolio(portfolioId);
  return (
    <Loaded query={portfolio} skeleton={<HeadSkeleton />}>
      {(data) => (
        <>
          <PageHead
            title={data.name}
            over={
              <Link to="/portfolios" className="hover:text-ink">
                Portfolios
              </Link>
            }
          />
          <nav
            aria-label="Portfolio"
            className="no-print -mt-2 mb-7 flex gap-1 border-b border-line"
          >
            {TABS.map(({ to, label, isEnd }) => (
              <NavLink
                key={to}
                to={to}
                end={isEnd}
                className={({ isActive }) =>
                  cx(
                    "-mb-px flex min-h-10 items-center border-b-2 px-3 first:pl-0",
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
          <Outlet context={data} />
        </>
      )}
    </Loaded>
  );
}

function HeadSkeleton() {
  return (
    <div className="pt-8 sm:pt-10">
      <Skeleton className="h-5 w-20" />
      <Skeleton className="mt-2 h-10 w-72 max-w-full" />
      <Skeleton className="mt-6 h-80 w-full" />
    </div>
  );
}
