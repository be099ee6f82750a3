import { describe, expect, it } from "vitest";

import { parseMarkdown, type Block, type Inline } from "./markdown";

const SOURCE = `## Value

Your portfolio is worth **€40,889.58** today.
It gained 57.27 %.

- AAPL: 21.9 %
- SPY: 18.2 %

| Symbol | Share |
| --- | ---: |
| AAPL | **21.9 %** |
`;

function inlines(block: Block): Inline[] {
  if (block.kind === "list") return block.items.flat();
  if (block.kind === "table") return [...block.head, ...block.rows.flat()].flat();
  return block.inlines;
}

describe("markdown of answers", () => {
  const blocks = parseMarkdown(SOURCE);

  it("finds headings, paragraphs, lists and tables", () => {
    expect(blocks.map(({ kind }) => kind)).toEqual(["heading", "paragraph", "list", "table"]);
  });

  it("knows where each piece of text stands in the source", () => {
    const pieces = blocks.flatMap(inlines).filter(({ text }) => text !== " ");
    expect(pieces.length).toBeGreaterThan(8);
    for (const { text, start } of pieces) {
      expect(SOURCE.slice(start, start + text.length)).toBe(text);
    }
  });

  it("shows what it does not know as it is written", () => {
    const [block] = parseMarkdown("<b>not bold</b>");
    expect(block && inlines(block).map(({ text }) => text)).toEqual(["<b>not bold</b>"]);
  });
});

it("reads emphasis between underscores, but not inside of names", () => {
  const [block] = parseMarkdown("_Written by hand._ See max_draw_down.");
  const looks =
    block && "inlines" in block ? block.inlines.map(({ text, look }) => [look, text]) : [];
  expect(looks).toEqual([
    ["em", "Written by hand."],
    ["plain", " See max_draw_down."],
  ]);
});
