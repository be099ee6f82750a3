import type { ReactNode } from "react";

import { parseMarkdown, type Block, type Inline } from "@/lib/markdown";

import { Table, Td, Th } from "./table";

type Write = (inlines: Inline[]) => ReactNode;

/** Markdown as text, lists and tables; never an image, a link out or anything of HTML. */
export function Markdown({ source, tableCaption }: { source: string; tableCaption: string }) {
  return (
    <MarkdownBlocks blocks={parseMarkdown(source)} write={plain} tableCaption={tableCaption} />
  );
}

export function MarkdownBlocks({
  blocks,
  write,
  tableCaption,
}: {
  blocks: readonly Block[];
  write: Write;
  tableCaption: string;
}) {
  return (
    <div className="flex flex-col gap-3">
      {blocks.map((block, index) => (
        <BlockOf key={index} block={block} write={write} tableCaption={tableCaption} />
      ))}
    </div>
  );
}

function plain(inlines: Inline[]): ReactNode {
  return inlines.map(({ text, look, start }) => {
    if (look === "strong") return <strong key={start}>{text}</strong>;
    if (look === "em") return <em key={start}>{text}</em>;
    if (look === "code") return <code key={start}>{text}</code>;
    return text;
  });
}

function BlockOf({
  block,
  write,
  tableCaption,
}: {
  block: Block;
  write: Write;
  tableCaption: string;
}) {
  switch (block.kind) {
    case "heading":
      return block.level <= 2 ? (
        <h3 className="mt-3 text-xl first:mt-0">{write(block.inlines)}</h3>
      ) : (
        <h4 className="mt-1 text-lg">{write(block.inlines)}</h4>
      );
    case "paragraph":
      return <p>{write(block.inlines)}</p>;
    case "list": {
      const items = block.items.map((item, index) => <li key={index}>{write(item)}</li>);
      return block.isOrdered ? (
        <ol className="list-decimal pl-6">{items}</ol>
      ) : (
        <ul className="list-disc pl-5">{items}</ul>
      );
    }
    case "table":
      return (
        <Table caption={tableCaption}>
          <thead>
            <tr>
              {block.head.map((cell, index) => (
                <Th key={index} isNumeric={index > 0}>
                  {write(cell)}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <Td key={column} isNumeric={column > 0}>
                    {write(cell)}
                  </Td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      );
  }
}
