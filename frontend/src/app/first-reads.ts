import type { QueryClient } from "@tanstack/react-query";

import { allocationQuery } from "@/api/allocation";
import { eventsQuery, fundamentalsQuery, profileQuery, quoteQuery } from "@/api/market";
import {
  holdingsQuery,
  performanceQuery,
  portfolioQuery,
  portfoliosQuery,
  summaryQuery,
} from "@/api/portfolios";
import { onSessionChange, session } from "@/api/session";

type Read = (queries: QueryClient) => Promise<unknown>;

const NOW = {};

/** What a page begins with, what is read first at the head. Of an address that asks for another view
 * of a portfolio nothing is known here. */
export function firstReads({ pathname, search }: { pathname: string; search: string }): Read[] {
  // What is encoded is left to the page itself, which also knows what cannot be decoded.
  const [, place, id = ""] = /^\/(portfolios|symbols)(?:\/([^/%]+))?\/?$/.exec(pathname) ?? [];
  if (place === "symbols") return id ? ofSymbol(id) : [];
  if (!place || id === "new" || search) return [];
  return id ? ofPortfolio(id) : [(queries) => queries.query(portfoliosQuery())];
}

function ofPortfolio(id: string): Read[] {
  return [
    (queries) => queries.query(summaryQuery(id, NOW)),
    (queries) => queries.query(portfolioQuery(id)),
    (queries) => queries.query(holdingsQuery(id, NOW)),
    (queries) => queries.query(performanceQuery(id, NOW, { period: "max" })),
    (queries) => queries.query(allocationQuery(id, NOW, "sector")),
  ];
}

function ofSymbol(symbol: string): Read[] {
  return [
    (queries) => queries.query(quoteQuery(symbol)),
    (queries) => queries.query(profileQuery(symbol)),
    (queries) => queries.query(eventsQuery(symbol)),
    (queries) => queries.query(fundamentalsQuery(symbol)),
    (queries) => queries.query(portfoliosQuery()),
  ];
}

/** Ask for them as soon as it is known who is here, one a task: asking takes time as well. */
export function askFirst(queries: QueryClient, reads: readonly Read[]): void {
  const ask = () => {
    if (session.status !== "signed-in") return;
    stop();
    reads.forEach((read) => setTimeout(() => void read(queries).catch(() => undefined), 0));
  };
  const stop = onSessionChange(ask);
  ask();
}
