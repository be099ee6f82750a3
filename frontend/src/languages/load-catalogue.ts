import { language, type Language } from "./language";
import { addMessages, type Catalogue } from "./translate";

type Part = () => Promise<{ default: Catalogue }>;

const CATALOGUES: Record<Exclude<Language, "en">, { first: Part; rest: Part }> = {
  de: {
    first: () => import("virtual:catalogue/de/first"),
    rest: () => import("virtual:catalogue/de/rest"),
  },
};

/** Before anything is shown: English is in the code, any other language in files of its own. */
export async function loadCatalogue(): Promise<void> {
  document.documentElement.lang = language;
  if (language !== "en") addMessages((await CATALOGUES[language].first()).default);
}

let rest: Promise<void> | undefined;

/** The words of every page, before a page is loaded that is not the first. */
export function wholeCatalogue(): Promise<void> {
  rest ??= loadRest();
  return rest;
}

async function loadRest(): Promise<void> {
  if (language !== "en") addMessages((await CATALOGUES[language].rest()).default);
}
