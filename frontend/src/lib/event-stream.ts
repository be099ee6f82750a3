/** Server-sent events out of text that arrives in pieces cut anywhere. */
export type ServerEvent = { name: string; id: string | null; data: string };

export class EventReader {
  #rest = "";

  /** Take more text; answer the events it completes. Comments (heartbeats) are left out. */
  feed(text: string): ServerEvent[] {
    const blocks = (this.#rest + text).replaceAll("\r\n", "\n").split("\n\n");
    this.#rest = blocks.pop() ?? "";
    return blocks.map(eventOf).filter((event) => event !== null);
  }
}

function eventOf(block: string): ServerEvent | null {
  const found = { name: "message", id: null as string | null };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const cut = line.indexOf(":");
    const field = cut < 0 ? line : line.slice(0, cut);
    const value = cut < 0 ? "" : line.slice(cut + 1).replace(/^ /, "");
    if (field === "event") found.name = value;
    if (field === "id") found.id = value;
    if (field === "data") data.push(value);
  }
  return data.length > 0 ? { ...found, data: data.join("\n") } : null;
}
