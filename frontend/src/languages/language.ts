/** The language of the page: the one chosen in the settings, else the first of the browser's that
 * there is a catalogue for. It is settled when the page is loaded; a change loads it again. */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "plumbline.language";

export const chosenLanguage = asLanguage(read());
export const language: Language =
  chosenLanguage ?? browserLanguages().map(asLanguage).find(Boolean) ?? "en";

/** How numbers and dates are written: the browser's own way where it speaks the page's language. */
export const locale: string =
  browserLanguages().find((tag) => tag.startsWith(language)) ?? language;

/** Keep the choice; null follows the browser. Answers whether the page must be loaded again. */
export function chooseLanguage(choice: Language | null): boolean {
  if (choice === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  return (choice ?? browserLanguages().map(asLanguage).find(Boolean) ?? "en") !== language;
}

export function asLanguage(tag: string | null | undefined): Language | undefined {
  return LANGUAGES.find((one) => tag?.toLowerCase().startsWith(one));
}

function browserLanguages(): readonly string[] {
  // Absent where the build renders pages.
  return typeof navigator === "undefined" ? ["en"] : navigator.languages;
}

function read(): string | null {
  return typeof localStorage === "undefined" ? null : localStorage.getItem(KEY);
}
