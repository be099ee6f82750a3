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

export async function loadWords(): Promise<void> {
  await wholeCatalogue();
  words = await import("./told-words");
}

/** A note, or the reason why a figure is missing. */
export function toldSentence(sentence: string): string {
  return words?.sentenceInWords(sentence) ?? sentence;
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
