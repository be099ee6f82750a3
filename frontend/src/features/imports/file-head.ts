/** The beginning of a file as rows, read in the browser so that its columns can be matched by hand.
 * Encoding and separator are told as the service tells them; the service reads the file itself. */
export type HeadRow = { number: number; cells: string[] };

const HEAD_BYTES = 64_000;
const MOST_ROWS = 60;
const SNIFFED = 8_000;
const SEPARATORS = [",", ";", "\t", "|"];
const MOSTLY = 0.3;
/** How an Excel workbook, a gzip archive and a PDF document begin, where no text does. */
const NO_TEXT = ["PK\u0003", "\u001f", "%PDF"];

/** The first rows that are not blank; none where the file is no delimited text. */
export async function readHead(file: Blob): Promise<HeadRow[]> {
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  return rowsOf(textOf(bytes), file.size > HEAD_BYTES);
}

/** Rows numbered as a spreadsheet shows them; where the text was cut, its last row is left out. */
export function rowsOf(text: string, isCut = false): HeadRow[] {
  if (/^\s*[<{[]/.test(text) || text.includes("\0")) return [];
  if (NO_TEXT.some((beginning) => text.startsWith(beginning))) return [];
  const records = recordsOf(text, separatorOf(text));
  return (isCut ? records.slice(0, -1) : records)
    .map((cells, index) => ({ number: index + 1, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some(Boolean))
    .slice(0, MOST_ROWS);
}

/** UTF-8 or UTF-16, with or without a mark; otherwise Windows-1252, which reads every byte. */
export function textOf(bytes: Uint8Array): string {
  const wide = wideEncoding(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  try {
    // Streamed, so that a character cut in two at the end is no mistake.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function wideEncoding(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const head = bytes.subarray(0, 1000);
  const zeros = (parity: number) =>
    head.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  if (zeros(0) + zeros(1) <= head.length * MOSTLY) return null;
  return zeros(1) > zeros(0) ? "utf-16le" : "utf-16be";
}

/** The separator that occurs most at the beginning, outside quotes. */
export function separatorOf(text: string): string {
  const bare = text.slice(0, SNIFFED).replace(/"[^"\n]*"/g, "");
  const times = (separator: string) => bare.split(separator).length;
  return SEPARATORS.reduce((best, one) => (times(one) > times(best) ? one : best));
}

function recordsOf(text: string, separator: string): string[][] {
  const records: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    records.at(-1)?.push(cell);
    cell = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text.charAt(++at);
      else isQuoted = false;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === separator) endCell();
    else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && text[at + 1] === "\n") at += 1;
      endCell();
      records.push([]);
    } else cell += sign;
  }
  endCell();
  return records;
}
