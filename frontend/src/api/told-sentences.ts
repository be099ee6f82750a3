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
  return (
    exact.get(sentence) ??
    severalOf(sentence.split(/; (?=[a-z_./0-9]+: )/), depth) ??
    atField(sentence, depth) ??
    filled(sentence, depth) ??
    severalOf(sentence.split("; "), depth) ??
    atPlace(sentence, depth)
  );
}

function filled(sentence: string, depth: number): string | undefined {
  for (const { pattern, german } of templates) {
    const found = pattern.exec(sentence);
    if (!found) continue;
    return german.replace(VALUE, (_, at: string) =>
      inWords(found.groups?.[`v${at}`] ?? "", depth + 1),
    );
  }
  return undefined;
}

function severalOf(pieces: readonly string[], depth: number): string | undefined {
  if (pieces.length < 2) return undefined;
  const told = pieces.map((piece) => germanSentence(piece, depth + 1));
  return told.some(Boolean) ? told.map((one, at) => one ?? pieces[at]).join("; ") : undefined;
}

/** A field that has a name here goes before what fits any text in front of a colon. */
function atField(sentence: string, depth: number): string | undefined {
  const name = fieldOf(PLACE.exec(sentence)?.[1] ?? "");
  return exact.has(name) ? atPlace(sentence, depth) : undefined;
}

/** A sentence behind a place, or one that leaves others out. */
function atPlace(sentence: string, depth: number): string | undefined {
  const [end, more] = MORE.exec(sentence) ?? [];
  if (end !== undefined) {
    const before = germanSentence(sentence.slice(0, -end.length), depth + 1);
    return before && `${before} (und ${more} weitere)`;
  }
  const [, place, reason] = PLACE.exec(sentence) ?? [];
  const told = reason && germanSentence(reason, depth + 1);
  return place && told ? `${exact.get(fieldOf(place)) ?? place}: ${told}` : undefined;
}

/** The name of a field, of its own or of its place in what was sent. */
function fieldOf(place: string): string {
  return (place.split("/").at(-1) ?? place).replaceAll("_", " ");
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
