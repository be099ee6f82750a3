import { useQueryClient } from "@tanstack/react-query";

import { searchQuery } from "@/api/market";
import type { SymbolMatch } from "@/api/models";

/** What was typed for a list: a symbol that is known, or companies it may name; none, when nothing
 * is found. */
export type Typed = { text: string; symbol: string } | { text: string; hits: SymbolMatch[] };

/** What could not be asked of the service goes on as a symbol: the list says why it refuses it. */
const SYMBOL = /^[A-Z0-9^][A-Z0-9.^=-]{0,19}$/;
const MOST_HITS = 5;

export const looksLikeSymbol = (text: string) => SYMBOL.test(text.toUpperCase());

/** Read what was typed: names may have blanks, and so may a row of symbols. */
export function useFindSymbols(): (text: string) => Promise<Typed[]> {
  const queries = useQueryClient();
  const find = async (text: string): Promise<Typed> => {
    const { items } = await queries.query({ ...searchQuery(text), staleTime: 60_000 });
    const known = items.find(({ symbol }) => symbol.toUpperCase() === text.toUpperCase());
    return known ? { text, symbol: known.symbol } : { text, hits: items.slice(0, MOST_HITS) };
  };
  const read = async (text: string): Promise<Typed[]> => {
    const whole = await find(text);
    const words = text.split(/\s+/);
    if ("symbol" in whole || whole.hits.length > 0 || words.length === 1) return [whole];
    return Promise.all(words.map(find));
  };
  return async (text) => {
    const pieces = text.split(/[,;]+/).map((piece) => piece.trim());
    return (await Promise.all(pieces.filter(Boolean).map(read))).flat();
  };
}
