import { loadCatalogue } from "@/languages/load-catalogue";

import "@/app/styles.css";

const { dataset } = document.documentElement;
// The landing page is complete as the build rendered it: for a stranger there is nothing to run.
const isComplete = dataset.known === undefined && document.querySelector("#root .landing");
if (!isComplete) await open();

/** Messages are looked up while the page's files are being loaded, so the catalogue comes first. */
async function open(): Promise<void> {
  await loadCatalogue();
  const { start } = await import("@/app/start");
  await start();
}
