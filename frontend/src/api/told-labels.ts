import { t as inLanguage } from "@/languages/translate";
import { formatDay } from "@/lib/dates";

import { KINDS, LABELS } from "./told-label-names";
import { nameInWords } from "./told-words";

type Template = { message: string; pattern: RegExp; names: string[] };

const NAME = /\{(\w+)\}/g;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const EXACT = new Set(LABELS.filter((label) => !label.includes("{")));
// Those made of another label go first, then those that say most of their own: "Value of {symbol}"
// fits much.
const TEMPLATES: readonly Template[] = LABELS.filter((label) => label.includes("{"))
  .sort((one, other) => Math.sign(wordsOf(other) - wordsOf(one)) || other.length - one.length)
  .map((message) => ({
    message,
    pattern: new RegExp(`^${message.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(NAME, "(.+?)")}$`),
    names: [...message.matchAll(NAME)].map(([, name = ""]) => name),
  }));

function wordsOf(message: string): number {
  return message.startsWith("{label}") ? Infinity : message.replace(NAME, "").length;
}

/** A label in the reader's language, with its days; what is not known stays as it came. */
export function labelInWords(label: string): string {
  if (DAY.test(label)) return formatDay(label);
  if (EXACT.has(label)) return inLanguage(label);
  for (const { message, pattern, names } of TEMPLATES) {
    const found = pattern.exec(label);
    if (!found) continue;
    const inWords = (name: string) => (name === "label" ? labelInWords : valueInWords);
    const values = names.map((name, at) => [name, inWords(name)(found[at + 1] ?? "")]);
    return inLanguage(message, Object.fromEntries(values) as Record<string, string>);
  }
  return valueInWords(label);
}

/** What stands in a label: a day, a label of its own, a kind of entry, a name or a symbol. */
function valueInWords(value: string): string {
  if (DAY.test(value)) return formatDay(value);
  if (EXACT.has(value)) return inLanguage(value);
  const kind = KINDS[value];
  return kind ? inLanguage(kind) : nameInWords(value);
}
