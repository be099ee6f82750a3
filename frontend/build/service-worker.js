/* The files of one build, so that the page opens without a network. Nothing of the service is kept
   here and nothing that is written waits here: what cannot be sent fails where a person sees it. */
const NAME = "plumbline-VERSION";
const FILES = [];
const SHELL = "/app.html";

self.addEventListener("install", (event) => {
  const keep = caches.open(NAME).then((cache) => cache.addAll([SHELL, "/config.json", ...FILES]));
  event.waitUntil(keep.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = caches
    .keys()
    .then((names) =>
      Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name))),
    );
  event.waitUntil(drop.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate")
    event.respondWith(fetch(request).catch(() => caches.match(SHELL)));
  else if (pathname.startsWith("/assets/")) event.respondWith(kept(request));
  else if (pathname === "/config.json")
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
});

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}
