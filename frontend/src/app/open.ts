import { apiBaseUrlOf, loadConfig } from "@/api/config";
import { restoreSession } from "@/api/refresh";
import { configureApi } from "@/api/service-address";
import { locale } from "@/languages/language";
import { loadCatalogue } from "@/languages/load-catalogue";

import { fetchPageAt } from "./page-files";

/** Who is here is asked while the rest of the page's code is still on its way. */
export async function open(): Promise<void> {
  const config = loadConfig().then((told) => {
    configureApi(apiBaseUrlOf(told));
    void restoreSession();
    return told;
  });
  // Messages are looked up while the page's files are being loaded, so the catalogue comes first.
  await loadCatalogue();
  prepareFormats();
  const [{ start }] = await Promise.all([import("./start"), fetchPageAt(window.location.pathname)]);
  start(await config);
}

/** The first of each takes the browser some 10 ms, later ones next to nothing: in tasks of their own,
 * before anything is drawn. */
function prepareFormats(): void {
  const money = { style: "currency", currency: "EUR" } as const;
  setTimeout(() => new Intl.NumberFormat(locale, money).format(0), 0);
  setTimeout(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(0), 0);
}
