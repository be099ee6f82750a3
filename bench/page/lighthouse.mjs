/* Lighthouse over addresses of a running page, in Debian's Chromium, with its mobile preset.
   Reads {web, email, password, pages: {name: path}} from standard input; answers one object a page. */
import { readFileSync } from "node:fs";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const { web, email, password, pages, chromium } = JSON.parse(readFileSync(0, "utf8"));
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
});
const answers = {};
for (const [name, path] of Object.entries(pages)) {
  const page = await browser.newPage();
  if (path !== "/") await signIn(page);
  const { lhr, artifacts } = await lighthouse(
    web + path,
    // The session is kept in a cookie and a hint; the cache is emptied as for a first visit.
    { disableStorageReset: true, logLevel: "error", output: "json" },
    undefined,
    page,
  );
  answers[name] = { ...summary(lhr), blocking_by_processor: blocking(artifacts.Trace.traceEvents) };
  await page.close();
}
console.log(JSON.stringify(answers));
await browser.close();

async function signIn(page) {
  await page.goto(`${web}/login?next=/settings`);
  await page.waitForFunction(() => document.querySelector("input[type=email], nav a[href='/settings']"));
  if (await page.$("input[type=email]")) {
    await page.type("input[type=email]", email);
    await page.type("input[type=password]", password);
    await page.click("button[type=submit]");
    await page.waitForFunction(() => location.pathname === "/settings");
  }
  // Files kept for working without a connection would answer in place of the network.
  await page.evaluate(async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.goto("about:blank");
}

/* Lighthouse's sum of what tasks take over 50 ms on a processor four times slower, of the time that
   the processor gave them: a busy machine's clock counts what others did meanwhile. */
function blocking(events) {
  const isPage = ({ name, args }) =>
    name === "navigationStart" && args.data?.documentLoaderURL?.startsWith(web);
  const { pid, ts } = events.findLast(isPage) ?? events.findLast((one) => one.name === "navigationStart");
  const of = events.filter((one) => one.pid === pid);
  const painted = of.find((one) => one.name === "firstContentfulPaint" && one.ts > ts)?.ts ?? ts;
  const isMain = ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain";
  const { tid } = of.find(isMain);
  return of
    .filter((one) => one.name === "RunTask" && one.tid === tid && one.ts > painted)
    .reduce((sum, { tdur = 0 }) => sum + Math.max(0, (4 * tdur) / 1000 - 50), 0);
}

function summary({ categories, audits, finalDisplayedUrl, runtimeError }) {
  const failed = Object.values(categories)
    .flatMap(({ id, auditRefs }) => auditRefs.map((ref) => ({ category: id, ...ref })))
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9)
    .map(({ category, id }) => ({
      category,
      id,
      title: audits[id].title,
      value: audits[id].displayValue,
      where: (audits[id].details?.items ?? [])
        .slice(0, 3)
        .map((item) => item.node?.snippet ?? item.description ?? item.url ?? ""),
    }));
  const number = (id) => audits[id].numericValue;
  return {
    address: finalDisplayedUrl,
    error: runtimeError?.message,
    scores: Object.fromEntries(
      Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)]),
    ),
    first_contentful_paint: number("first-contentful-paint"),
    largest_contentful_paint: number("largest-contentful-paint"),
    total_blocking_time: number("total-blocking-time"),
    speed_index: number("speed-index"),
    layout_shift: number("cumulative-layout-shift"),
    failed,
  };
}
