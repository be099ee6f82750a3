import { beforeEach, expect, it } from "vitest";

import { session } from "@/api/session";
import { findUnfinished, keepUnfinished } from "@/api/unfinished-answer";

import { queryClient } from "./query-client";

beforeEach(() => session.end());

it("holds nothing of a session that has ended, however it ended", () => {
  session.begin({ access_token: "token", expires_in: 900 });
  queryClient.setQueryData(["portfolios"], ["Ada's"]);
  const live = { sessionId: "s-1" } as Parameters<typeof keepUnfinished>[0]["live"];
  keepUnfinished({ question: "Ada's", live, eventId: "m.1" });
  session.end();
  expect(queryClient.getQueryCache().getAll()).toEqual([]);
  expect(findUnfinished(null)).toBeNull();
});

it("holds what was read while the session is only renewed", () => {
  session.begin({ access_token: "token", expires_in: 900 });
  queryClient.setQueryData(["portfolios"], ["Ada's"]);
  session.begin({ access_token: "newer", expires_in: 900 });
  expect(queryClient.getQueryData(["portfolios"])).toEqual(["Ada's"]);
});
