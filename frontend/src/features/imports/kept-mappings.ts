import { FIELDS, fold, type Mapping } from "./columns";

/** What was matched by hand, by the heading it was matched for, in this browser alone. */
const KEY = "plumbline.import-columns";
const MOST = 20;

type Kept = { heading: string; mapping: Mapping };

export function keptMapping(names: readonly string[]): Mapping | null {
  return all().find(({ heading }) => heading === headingKey(names))?.mapping ?? null;
}

export function keepMapping(names: readonly string[], mapping: Mapping): void {
  const heading = headingKey(names);
  const others = all().filter((one) => one.heading !== heading);
  try {
    localStorage.setItem(KEY, JSON.stringify([{ heading, mapping }, ...others].slice(0, MOST)));
  } catch {
    // A full or forbidden store: it is asked again next time.
  }
}

/** Names only once and in order: a column more is another file. */
function headingKey(names: readonly string[]): string {
  return names.map(fold).join("\n");
}

function all(): Kept[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(one: unknown): one is Kept {
  if (typeof one !== "object" || one === null || !("heading" in one) || !("mapping" in one)) {
    return false;
  }
  const { heading, mapping } = one;
  if (typeof heading !== "string" || typeof mapping !== "object" || mapping === null) return false;
  const known: readonly string[] = [...FIELDS, "default_currency", "decimal_mark", "date_order"];
  return Object.entries(mapping).every(
    ([choice, value]) => known.includes(choice) && typeof value === "string",
  );
}
