import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";

import { expect, it } from "vitest";

import { allowed, costsOf, type Chunk } from "./budget.ts";

function chunk(
  fileName: string,
  facade: string | null,
  kilobytes: number,
  imports: string[] = [],
): Chunk {
  const code = randomBytes(kilobytes * 1000).toString("hex");
  return { fileName, facadeModuleId: facade, code, imports };
}

const BUILD = [
  chunk("index.js", "/page/index.html", 1),
  chunk("start.js", "/page/src/app/start.tsx", 5, ["react.js"]),
  chunk("react.js", null, 60),
  chunk("list.js", "/page/src/features/portfolios/portfolios-page.tsx", 2, ["react.js"]),
  chunk("chart.js", "/page/src/features/symbols/symbol-page.tsx", 10, ["drawing.js", "react.js"]),
  chunk("drawing.js", null, 20),
  chunk("de1.js", "\0virtual:catalogue/de/first", 4),
  chunk("de2.js", "\0virtual:catalogue/de/rest", 8),
];

/** What those files weigh together, in kilobytes after gzip. */
const together = (...names: string[]) =>
  BUILD.filter(({ fileName }) => names.includes(fileName))
    .map(({ code: text }) => gzipSync(text).length / 1000)
    .reduce((a, b) => a + b);

it("counts the frame, what a page needs and its words, each once", () => {
  const frame = ["index.js", "start.js", "react.js", "de1.js"];
  const [symbol, list] = costsOf(BUILD);
  expect(symbol?.route).toBe("symbol-page");
  expect(symbol?.kilobytes).toBeCloseTo(together(...frame, "chart.js", "drawing.js", "de2.js"));
  expect(list?.route).toBe("portfolios-page");
  expect(list?.kilobytes).toBeCloseTo(together(...frame, "list.js"));
});

it("allows the first page less than the others", () => {
  expect([allowed("portfolios-page"), allowed("symbol-page")]).toEqual([130, 250]);
});
