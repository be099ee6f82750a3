import { language, type Language } from "./language";
import { setCatalogue, type Catalogue } from "./translate";

const CATALOGUES: Record<Exclude<Language, "en">, () => Promise<{ default: Catalogue }>> = {
  de: () => import("./de.json"),
};

/** Before anything is shown: English is in the code, any other language in a file of its own. */
export async function loadCatalogue(): Promise<void> {
  document.documentElement.lang = language;
  if (language !== "en") setCatalogue((await CATALOGUES[language]()).default);
}
