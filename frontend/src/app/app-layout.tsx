import { Suspense } from "react";
import { Link, Navigate, NavLink, Outlet, useLocation } from "react-router";

import { restoreSession } from "@/api/refresh";
import { session } from "@/api/session";
import { useSessionStatus } from "@/api/session-status";
import { AskPanel } from "@/features/assistant/ask-panel";
import { Bell } from "@/features/notifications/bell";
import { PHONE_PLACES, PLACES, SETTINGS } from "@/features/search/places";
import { Search } from "@/features/search/search";
import { t } from "@/languages/translate";
import { cx } from "@/lib/class-names";
import { Icon } from "@/ui/icon";
import { Wordmark } from "@/ui/logo";
import { ErrorState } from "@/ui/states";

import { useLastSeen } from "./last-seen";
import { OfflineNotice } from "./offline-notice";
import { MainSkeleton } from "./page-skeleton";

/** The frame of every page behind the login, and the guard in front of it. */
export function AppLayout() {
  return (
    <div className="flex min-h-dvh flex-col pb-16 lg:pb-0">
      <SkipLink />
      <TopBar />
      <OfflineNotice />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 pb-16 outline-none sm:px-6"
      >
        <Guarded />
      </main>
      <BottomBar />
    </div>
  );
}

/** The page for who may see it. */
function Guarded() {
  const status = useSessionStatus();
  const lastSeen = useLastSeen();
  if (status === "anonymous") return <ToLogin />;
  if (status === "restoring") return <MainSkeleton />;
  if (status === "unreachable" && lastSeen === null) return <Unreachable />;
  return (
    <Suspense fallback={<MainSkeleton />}>
      <Outlet />
    </Suspense>
  );
}

function ToLogin() {
  const { pathname, search } = useLocation();
  if (session.wasLeft) return <Navigate to="/login" replace />;
  return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
}

function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-surface focus:p-3"
    >
      {t("Skip to content")}
    </a>
  );
}

function TopBar() {
  return (
    <header className="no-print sticky top-0 z-30 border-b border-line bg-paper/92 backdrop-blur-sm">
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-5 px-4 sm:px-6">
        <Link
          to="/portfolios"
          aria-label={t("Plumbline, your portfolios")}
          className="self-start pt-3.5"
        >
          <Wordmark />
        </Link>
        <nav aria-label={t("Main")} className="hidden h-full lg:flex">
          {PLACES.map(({ to, label }) => (
            <NavLink
              key={to}
              to={to}
              className={({ isActive }) =>
                cx(
                  "flex h-full items-center border-b-2 px-3 pt-0.5 text-[0.9375rem]",
                  isActive
                    ? "border-accent font-semibold text-ink"
                    : "border-transparent text-soft hover:text-ink",
                )
              }
            >
              {label}
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto flex min-w-0 items-center gap-2">
          <Search />
          <Bell />
          <AskPanel />
          <NavLink
            to={SETTINGS.to}
            aria-label={SETTINGS.label}
            className="hidden size-10 items-center justify-center rounded-md text-soft hover:bg-sunken hover:text-ink lg:flex"
          >
            <Icon name="person" />
          </NavLink>
        </div>
      </div>
    </header>
  );
}

function BottomBar() {
  return (
    <nav
      aria-label={t("Main")}
      className="no-print fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line bg-paper pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {PHONE_PLACES.map(({ to, label, icon }) => (
        <NavLink
          key={to}
          to={to}
          className={({ isActive }) =>
            cx(
              "flex h-14 flex-col items-center justify-center gap-0.5 text-xs",
              isActive ? "font-semibold text-accent" : "text-soft",
            )
          }
        >
          <Icon name={icon} />
          {label}
        </NavLink>
      ))}
    </nav>
  );
}

function Unreachable() {
  const failure = {
    title: t("The service cannot be reached"),
    message: t("Your session could not be renewed. Check the connection, then try again."),
  };
  const retry = () => {
    session.retry();
    void restoreSession();
  };
  return <ErrorState className="mt-10" failure={failure} onRetry={retry} />;
}
