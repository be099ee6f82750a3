import { expect, it } from "vitest";

import { neededBy } from "./shared-files.ts";

const IMPORTS: Record<string, string[]> = {
  "/page/src/app/start.tsx": ["/page/src/lib/money.ts"],
  "/page/src/lib/money.ts": ["/page/src/lib/decimal.ts"],
  "/page/src/lib/decimal.ts": ["/page/src/lib/money.ts"],
  "/page/src/ui/paged.tsx": ["/page/src/lib/money.ts"],
};
const graph = { getModuleInfo: (id: string) => ({ importedIds: IMPORTS[id] ?? [] }) };
const file = neededBy(["app/start.tsx"], { root: "/page", file: "shared" });

it("takes what a page needs, directly or not", () => {
  expect(file("/page/src/lib/money.ts", graph)).toBe("shared");
  expect(file("/page/src/lib/decimal.ts", graph)).toBe("shared");
});

it("leaves what only others need", () => {
  expect(file("/page/src/ui/paged.tsx", graph)).toBeNull();
});
