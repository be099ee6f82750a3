import { expect, it } from "vitest";

import { NOTHING_YET, withEvent } from "./assistant-events";

const told = (events: [string, unknown][]) =>
  events.reduce((live, [name, data]) => withEvent(live, name, data), NOTHING_YET);

it("puts an answer together from its events", () => {
  const live = told([
    ["start", { message_id: "m1", session_id: "s1", model: "offline" }],
    ["tool_call", { id: "c1", name: "get_summary", arguments: { portfolio_id: "p1" } }],
    ["tool_result", { id: "c1", ref: "t1", is_error: false, as_of: "2021-03-31", sources: ["x"] }],
    ["text", { delta: "It is " }],
    ["text", { delta: "worth 10." }],
    ["something_new", { anything: true }],
  ]);
  expect(live.sessionId).toBe("s1");
  expect(live.content).toBe("It is worth 10.");
  expect(live.tools[0]).toMatchObject({ name: "get_summary", ref: "t1", isDone: true });
});

it("forgets the text a repair replaces", () => {
  const live = told([
    ["text", { delta: "It is worth 11." }],
    ["text", { delta: "It is worth 10.", replace: true }],
  ]);
  expect(live.content).toBe("It is worth 10.");
});
