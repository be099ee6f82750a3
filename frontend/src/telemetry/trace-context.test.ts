import { beforeEach, describe, expect, it } from "vitest";

import { traceId, traceparent } from "./trace-context";

describe("the trace context of requests", () => {
  beforeEach(() => window.history.replaceState(null, "", "/portfolios"));

  it("is written as the recommendation has it", () => {
    // https://www.w3.org/TR/trace-context/#traceparent-header-field-values
    expect(traceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it("keeps the trace on one page, with a span of its own for every request", () => {
    const [first, second] = [traceparent().split("-"), traceparent().split("-")];
    expect(second[1]).toBe(first[1]);
    expect(second[2]).not.toBe(first[2]);
  });

  it("begins a new trace on another page", () => {
    const before = traceId();
    window.history.replaceState(null, "", "/settings");
    expect(traceId()).not.toBe(before);
  });
});
