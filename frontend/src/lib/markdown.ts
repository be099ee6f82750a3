/** The little Markdown that answers are written in, with the place of every piece of text, so that
 * figures can be marked where they stand. Anything else is shown as it is written. */
export type Inline = { text: string; start: number; look: "plain" | "strong" | "em" | "code" };
export type Block =
  | { kind: "paragraph"; inlines: Inline[] }
  | { kind: "heading"; level: number; inlines: Inline[] }
  | { kind: "list"; isOrdered: boolean; items: Inline[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] };

type Line = { text: string; start: number };

const ITEM = /^\s*(?:[-*•]|(\d+)[.)])\s+/;
const RULE = /^\s*\|?[\s:|-]+\|[\s:|-]*$/;
const MARKED =
  /\*\*([^*]+)\*\*|`([^`]+)`|\*([^*\s][^*]*)\*|(?<![\p{L}\p{N}_])_([^_\s][^_]*)_(?![\p{L}\p{N}_])/gu;

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = linesOf(source);
  let index = 0;
  while (index < lines.length) {
    const taken = takeWhile(lines, index, sortOf(lines[index], lines[index + 1]));
    const block = blockOf(taken);
    if (block) blocks.push(block);
    index += Math.max(taken.length, 1);
  }
  return blocks;
}

function linesOf(source: string): Line[] {
  let start = 0;
  return source.split("\n").map((text) => {
    const line = { text, start };
    start += text.length + 1;
    return line;
  });
}

type Sort = "blank" | "heading" | "item" | "table" | "text";

function sortOf(line: Line | undefined, next?: Line): Sort {
  const text = line?.text ?? "";
  if (text.trim() === "") return "blank";
  if (/^#{1,6}\s/.test(text)) return "heading";
  if (ITEM.test(text)) return "item";
  if (text.includes("|") && next && RULE.test(next.text)) return "table";
  return "text";
}

function takeWhile(lines: Line[], from: number, sort: Sort): Line[] {
  let end = from + 1;
  const more = (line: Line) =>
    sort === "table" ? line.text.includes("|") : sortOf(line, lines[end + 1]) === sort;
  while (sort !== "heading" && end < lines.length && more(lines[end] ?? { text: "", start: 0 })) {
    end += 1;
  }
  return lines.slice(from, end);
}

function blockOf(lines: Line[]): Block | null {
  const [first, second] = lines;
  switch (sortOf(first, second)) {
    case "blank":
      return null;
    case "heading":
      return {
        kind: "heading",
        level: /^#+/.exec(first?.text ?? "")?.[0].length ?? 1,
        inlines: lines.flatMap((line) => inlinesOf(cut(line, /^#+\s+/))),
      };
    case "item":
      return {
        kind: "list",
        isOrdered: /^\s*\d/.test(first?.text ?? ""),
        items: lines.map((line) => inlinesOf(cut(line, ITEM))),
      };
    case "table":
      return {
        kind: "table",
        head: first ? cellsOf(first) : [],
        rows: lines.slice(2).map(cellsOf),
      };
    case "text":
      return { kind: "paragraph", inlines: lines.flatMap(withSpace) };
  }
}

function withSpace(line: Line, index: number): Inline[] {
  const space: Inline = { text: " ", start: line.start, look: "plain" };
  return index === 0 ? inlinesOf(line) : [space, ...inlinesOf(line)];
}

function cut({ text, start }: Line, head: RegExp): Line {
  const length = head.exec(text)?.[0].length ?? 0;
  return { text: text.slice(length), start: start + length };
}

function cellsOf({ text, start }: Line): Inline[][] {
  const cells: Inline[][] = [];
  let place = start;
  for (const part of text.split("|")) {
    const lead = part.length - part.trimStart().length;
    cells.push(inlinesOf({ text: part.trim(), start: place + lead }));
    place += part.length + 1;
  }
  if (text.trimStart().startsWith("|")) cells.shift();
  if (text.trimEnd().endsWith("|")) cells.pop();
  return cells;
}

function inlinesOf({ text, start }: Line): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKED)) {
    const [whole, strong, code, starred, lined] = match;
    const em = starred ?? lined;
    if (match.index > from) {
      found.push({ text: text.slice(from, match.index), start: start + from, look: "plain" });
    }
    found.push({
      text: strong ?? code ?? em ?? "",
      start: start + match.index + (strong ? 2 : 1),
      look: strong ? "strong" : code ? "code" : "em",
    });
    from = match.index + whole.length;
  }
  if (from < text.length) {
    found.push({ text: text.slice(from), start: start + from, look: "plain" });
  }
  return found;
}
