import { t } from "@/languages/translate";
import type { IconName } from "@/ui/icon";

export type Place = { to: string; label: string; icon: IconName };

/** The places of the bar at the top; the first, without the market, and the settings are also those
 * of the bar at the foot of a phone. */
export const PLACES: Place[] = [
  { to: "/portfolios", label: t("Portfolios"), icon: "portfolio" },
  { to: "/watchlists", label: t("Watchlists"), icon: "eye" },
  { to: "/market", label: t("Market data"), icon: "market" },
  { to: "/reports", label: t("Reports"), icon: "report" },
  { to: "/assistant", label: t("Assistant"), icon: "ask" },
];

export const SETTINGS: Place = { to: "/settings", label: t("Settings"), icon: "person" };

export const PHONE_PLACES: Place[] = [...PLACES.filter(({ to }) => to !== "/market"), SETTINGS];

/** Reached by the search and from their neighbours. */
export const QUIET_PLACES: Place[] = [
  SETTINGS,
  { to: "/notifications", label: t("Notifications"), icon: "bell" },
  { to: "/alerts", label: t("Alerts"), icon: "bell" },
  { to: "/documents", label: t("Documents for the assistant"), icon: "file" },
  { to: "/settings#tokens", label: t("API tokens"), icon: "wrench" },
];

export const OPERATIONS: Place = { to: "/operations", label: t("Operations"), icon: "wrench" };
