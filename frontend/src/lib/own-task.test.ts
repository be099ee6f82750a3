import { expect, it, vi } from "vitest";

import { inTurn } from "./own-task";

it("does what comes in turn one after another, and not what left the queue", async () => {
  const done: string[] = [];
  inTurn(() => done.push("first"));
  const leave = inTurn(() => done.push("second"));
  inTurn(() => done.push("third"));
  leave();
  expect(done).toEqual([]);
  await vi.waitFor(() => expect(done).toEqual(["first", "third"]), { timeout: 60_000 });
});
