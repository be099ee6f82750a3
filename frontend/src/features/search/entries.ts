import type { Portfolio, SymbolMatch } from "@/api/models";
import { t } from "@/languages/translate";
import type { IconName } from "@/ui/icon";

import type { Place } from "./places";

/** Something the search can lead to. */
export type Entry = { group: string; label: string; hint?: string; icon: IconName; to: string };

/** What can be found without asking the service. */
export function localEntries(portfolios: readonly Portfolio[], places: readonly Place[]): Entry[] {
  const pages = places.map((place) => ({ group: t("Pages"), ...place }));
  return [
    ...portfolios.map(portfolioEntry),
    ...portfolios.flatMap(actionsOf),
    ...ACTIONS,
    ...pages,
  ];
}

function portfolioEntry({ id, name, base_currency }: Portfolio): Entry {
  return {
    group: t("Portfolios"),
    label: name,
    hint: base_currency,
    icon: "portfolio",
    to: `/portfolios/${id}`,
  };
}

const TABS: { tab: string; label: string }[] = [
  { tab: "performance", label: t("Performance") },
  { tab: "gains", label: t("Gains") },
  { tab: "income", label: t("Income") },
  { tab: "risk", label: t("Risk") },
  { tab: "planning", label: t("Planning") },
  { tab: "transactions", label: t("Transactions") },
];

function actionsOf({ id, name }: Portfolio): Entry[] {
  const under = { group: t("Portfolios"), icon: "portfolio", hint: name } as const;
  const act = { group: t("Actions"), hint: name } as const;
  const at = `/portfolios/${id}`;
  return [
    ...TABS.map(({ tab, label }) => ({ ...under, label, to: `${at}/${tab}` })),
    { ...act, label: t("Add a transaction"), icon: "plus", to: `${at}/transactions?add=1` },
    { ...act, label: t("Import a file"), icon: "upload", to: `${at}/import` },
  ];
}

const ACTIONS: Entry[] = [
  { label: t("New portfolio"), icon: "plus", to: "/portfolios/new" },
  { label: t("New watchlist"), icon: "eye", to: "/watchlists?new=1" },
  { label: t("New alert"), icon: "bell", to: "/alerts?new=1" },
  { label: t("Request a report"), icon: "report", to: "/reports?new=1" },
  { label: t("New conversation"), icon: "ask", to: "/assistant" },
  { label: t("Upload a document"), icon: "upload", to: "/documents" },
].map((entry) => ({ group: t("Actions"), ...entry }) as Entry);

export function symbolEntry({ symbol, name, exchange }: SymbolMatch): Entry {
  return {
    group: t("Symbols"),
    label: symbol,
    hint: [name, exchange].filter(Boolean).join(" · "),
    icon: "market",
    to: `/symbols/${encodeURIComponent(symbol)}`,
  };
}

/** Every word typed must begin a word of the entry; nothing typed finds what comes first. */
export function matching(entries: readonly Entry[], text: string): Entry[] {
  const asked = wordsOf(text);
  return entries.filter((entry) => {
    const words = wordsOf(`${entry.label} ${entry.hint ?? ""}`);
    return asked.every((part) => words.some((word) => word.startsWith(part)));
  });
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
