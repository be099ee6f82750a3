import { formatDay } from "@/lib/dates";

import sentences from "@/languages/told.de.txt?raw";

/**
 * What the service says in English sentences, in German: why something was refused, why a row was
 * not taken, why an alert cannot watch. `told.de.txt` has every sentence with its German; `{1}`
 * stands for a value. A test of the service reads its sentences out of its source and demands them.
 */
type Template = { pattern: RegExp; german: string };

const VALUE = /\{(\d)\}/g;
const MORE = / \(and (\d+) more\)$/;
const PLACE = /^([^:]{1,60}): (.+)$/s;
const DEEPEST = 4;

const pairs = sentences
  .trim()
  .split("\n\n")
  .map((block) => block.split("\n=> ", 2) as [string, string]);

const exact = new Map(pairs.filter(([english]) => !english.includes("{1}")));
// What says most of its own goes first: "{1} is missing" fits much.
const templates: readonly Template[] = pairs
  .filter(([english]) => english.includes("{1}"))
  .sort(([one], [other]) => lettersOf(other) - lettersOf(one))
  .map(([english, german]) => ({ pattern: patternOf(english), german }));

/** The sentence in German; undefined where it is not known. */
export function germanSentence(sentence: string, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  return known(sentence, depth) ?? joined(sentence, depth);
}

function known(sentence: string, depth: number): string | undefined {
  const said = exact.get(sentence);
  if (said !== undefined) return said;
  for (const { pattern, german } of templates) {
    const found = pattern.exec(sentence);
    if (!found) continue;
    return german.replace(VALUE, (_, at: string) =>
      inWords(found.groups?.[`v${at}`] ?? "", depth + 1),
    );
  }
  return undefined;
}

/** Several sentences in a row, one behind a place, or one that leaves others out. */
function joined(sentence: string, depth: number): string | undefined {
  const [end, more] = MORE.exec(sentence) ?? [];
  if (end !== undefined) {
    const before = germanSentence(sentence.slice(0, -end.length), depth + 1);
    return before && `${before} (und ${more} weitere)`;
  }
  const pieces = sentence.split("; ");
  if (pieces.length > 1) {
    const told = pieces.map((piece) => germanSentence(piece, depth + 1));
    return told.some(Boolean) ? told.map((one, at) => one ?? pieces[at]).join("; ") : undefined;
  }
  const [, place, reason] = PLACE.exec(sentence) ?? [];
  const told = reason && germanSentence(reason, depth + 1);
  return place && told ? `${placeInWords(place)}: ${told}` : undefined;
}

/** A field by its name or by its place in what was sent. */
function placeInWords(place: string): string {
  const name = place.split("/").at(-1) ?? place;
  return exact.get(name.replaceAll("_", " ")) ?? name;
}

/** What stands in a sentence: a day, a number, a text in quotation marks, or a sentence. */
function inWords(value: string, depth: number): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDay(value);
  if (/^[+-]?\d+\.\d+( %)?$/.test(value)) return value.replace(".", ",");
  const [, , quoted] = /^(['"])(.*)\1$/s.exec(value) ?? [];
  if (quoted !== undefined) return `„${quoted}“`;
  return germanSentence(value, depth) ?? value;
}

function lettersOf(english: string): number {
  return english.replace(VALUE, "").length;
}

function patternOf(english: string): RegExp {
  const escaped = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(VALUE, "(?<v$1>.+?)")}$`, "s");
}
