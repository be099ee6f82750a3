import { expect, it } from "vitest";

import { EventReader } from "./event-stream";

const STREAM =
  'id: m.1\nevent: start\ndata: {"a":1}\n\n: heartbeat\n\nid: m.2\nevent: text\ndata: one\ndata: two\n\n';

it("reads the same events wherever the text is cut", () => {
  const whole = new EventReader().feed(STREAM);
  expect(whole).toEqual([
    { name: "start", id: "m.1", data: '{"a":1}' },
    { name: "text", id: "m.2", data: "one\ntwo" },
  ]);
  for (let cut = 1; cut < STREAM.length; cut += 1) {
    const reader = new EventReader();
    const events = [...reader.feed(STREAM.slice(0, cut)), ...reader.feed(STREAM.slice(cut))];
    expect(events).toEqual(whole);
  }
});

it("keeps an event that has not ended", () => {
  expect(new EventReader().feed("event: text\ndata: half")).toEqual([]);
});
