import { getResponse } from "msw";

import { accountHandlers } from "./handlers/account";
import { marketHandlers } from "./handlers/market";
import { portfolioHandlers } from "./handlers/portfolios";
import { transactionHandlers } from "./handlers/transactions";
import { freshState, type State } from "./fake-state";

/** A made-up service in the shape of the API, for tests and for working on the look of the page. */
export function fakeHandlers(state: State) {
  return [
    ...accountHandlers(state),
    ...portfolioHandlers(state),
    ...transactionHandlers(state),
    ...marketHandlers(state),
  ];
}

const shared = fakeHandlers(freshState());

export async function answer(request: Request): Promise<Response | undefined> {
  return getResponse(shared, request);
}
