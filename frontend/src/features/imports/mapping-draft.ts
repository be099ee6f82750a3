import { guessed, headingOf, namesOf, ownColumn, FIELDS, type Mapping } from "./columns";
import { readHead, type HeadRow } from "./file-head";
import { keptMapping } from "./kept-mappings";

/** A file on its way to being matched: its first rows, the one with the names, and what is said. */
export type MappingDraft = { rows: HeadRow[]; heading: HeadRow; mapping: Mapping };

/** What can be said of a file before anybody is asked; null where it has no columns to match. */
export async function draftOf(file: Blob): Promise<MappingDraft | null> {
  const rows = await readHead(file);
  const heading = headingOf(rows);
  return heading && namesOf(heading).length > 1 ? withHeading(rows, heading) : null;
}

/** What was said for these names before, otherwise what they suggest. */
export function withHeading(rows: HeadRow[], heading: HeadRow): MappingDraft {
  const names = namesOf(heading);
  return { rows, heading, mapping: keptMapping(names) ?? guessed(heading, under(rows, heading)) };
}

export function under(rows: readonly HeadRow[], heading: HeadRow): HeadRow[] {
  return rows.filter(({ number }) => number > heading.number);
}

/** What the service is sent: nothing empty, and nothing it would read by itself all the same. */
export function sentMapping({ heading, mapping }: MappingDraft): Record<string, string> {
  const names = namesOf(heading);
  const own = Object.fromEntries(FIELDS.map((field) => [field, ownColumn(field, names)]));
  return Object.fromEntries(
    Object.entries(mapping).filter(([choice, value]) => value && own[choice] !== value),
  );
}
