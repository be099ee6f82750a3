import { expect, it } from "vitest";

import { destination } from "./destination";

const of = (next: string) => destination(new URLSearchParams({ next }));

it("goes back to where someone wanted to be", () => {
  expect(of("/portfolios/7?tab=1")).toBe("/portfolios/7?tab=1");
});

it.each([
  "https://evil.test",
  "//evil.test",
  "/\\evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/\r\t/evil.test",
  "javascript:alert(1)",
  "",
])("never leaves this site: %j", (next) => {
  expect(of(next)).toBe("/portfolios");
});
