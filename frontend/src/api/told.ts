import { language } from "@/languages/language";
import { wholeCatalogue } from "@/languages/load-catalogue";

/**
 * What the service tells in English sentences or by English names, in the reader's language. It is
 * put right where an answer is read, so that no view has to know; what is not known here stays as
 * it came.
 */
let words: typeof import("./told-words") | undefined;

/** An answer, once the words for it are here; English needs none. */
export async function withWords<T>(answer: Promise<T>): Promise<T> {
  // Without a connection the answer stays as the service tells it.
  if (language !== "en" && !words) await Promise.allSettled([answer, loadWords()]);
  return answer;
}

/** An answer, once the sentences of refusals and of reasons are here; English needs none. */
export async function withSentences<T>(answer: Promise<T>): Promise<T> {
  await Promise.allSettled([answer, loadSentences()]);
  return answer;
}

let sentences: typeof import("./told-sentences") | undefined;

/** They are many, and most readers meet few: they come with the first that is needed. */
export async function loadSentences(): Promise<void> {
  if (language === "en" || sentences) return;
  // Without a connection a refusal stays as the service tells it.
  const loaded = await Promise.allSettled([import("./told-sentences"), loadWords()]);
  if (loaded[0].status === "fulfilled") sentences = loaded[0].value;
}

export async function loadWords(): Promise<void> {
  await wholeCatalogue();
  words = await import("./told-words");
}

/** A note, a refusal, or the reason why a figure is missing or a row was not taken. */
export function toldSentence(sentence: string): string {
  const told = words?.sentenceInWords(sentence) ?? sentence;
  return told === sentence ? (sentences?.germanSentence(sentence) ?? sentence) : told;
}

/** Rows with why each was not taken, or carries nothing. */
export function toldRows<T extends { reason: string }>(rows: readonly T[]): T[] {
  return rows.map((row) => ({ ...row, reason: toldSentence(row.reason) }));
}

/** A sector, a country or a kind of security. */
export function toldName(name: string): string {
  return words?.nameInWords(name) ?? name;
}

/** An answer with its notes in the reader's language. */
export function withNotes<T extends { notes: Record<string, string> }>(answer: T): T {
  const told = Object.entries(answer.notes).map(([name, note]) => [name, toldSentence(note)]);
  return { ...answer, notes: Object.fromEntries(told) as Record<string, string> };
}
