import { useSearchParams } from "react-router";

import type { Span } from "@/api/portfolios";
import { useViewpoint } from "@/api/viewpoint";

import { choicesOf, withChoices, type Choices } from "./choices";
import { endedBy, spanOf, withSpan } from "./span";

export type Measured = {
  span: Span;
  choices: Choices;
  chooseSpan: (span: Span) => void;
  choose: (choices: Partial<Choices>) => void;
};

/** What the address asks to be measured, and how to ask otherwise. */
export function useMeasured(): Measured {
  const [search, setSearch] = useSearchParams();
  const { as_of } = useViewpoint();
  const go = (to: URLSearchParams) => setSearch(to, { replace: true, preventScrollReset: true });
  return {
    span: endedBy(spanOf(search), as_of),
    choices: choicesOf(search),
    chooseSpan: (span) => go(withSpan(search, span)),
    choose: (choices) => go(withChoices(search, choices)),
  };
}
