import { loadCatalogue } from "@/languages/load-catalogue";

/** Messages are looked up while the page's files are being loaded, so the catalogue comes first. */
export async function open(): Promise<void> {
  await loadCatalogue();
  const { start } = await import("./start");
  await start();
}
