// The service worker. The server puts `self.SEWAKA = {version, pages, files, offline}` before this.
// Touches nothing but GET requests of this site, and nothing private: an answer that says private
// or no-store without being one of our own kept pages is never stored.

const { version, pages, files, offline } = self.SEWAKA;
const FILES = `files-${version}`;
const PAGES = "pages"; // + language; one version of each page, replaced as they come
const VISITED = "visited";
const META = "meta";
const WAIT_MS = 4000;
const VISITED_MOST = 20;
const PRIVATE = ["/kerja/", "/akun/", "/saya", "/api/", "/live/", "/l/"];

const isKept = (url) => pages.includes(url.pathname);
const languageOf = (answer) => answer.headers.get("Content-Language") ?? "id";

async function language() {
  const noted = await (await caches.open(META)).match("/language");
  return noted ? noted.text() : "id";
}

async function noteLanguage(answer) {
  const now = languageOf(answer);
  if (now === (await language())) return;
  await (await caches.open(META)).put("/language", new Response(now));
  await keepPages(); // the same pages once more, in the language that was chosen
}

async function keepPages() {
  await Promise.all(pages.map(async (path) => {
    try {
      const answer = await fetch(path, { cache: "no-cache" });
      if (answer.ok) await (await caches.open(`${PAGES}-${languageOf(answer)}`)).put(path, answer);
    } catch {
      // No signal while installing: the page comes with the next visit.
    }
  }));
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await (await caches.open(FILES)).addAll(files);
    await keepPages();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("files-") && name !== FILES) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
  if (event.data === "forget-pages") {
    event.waitUntil((async () => {
      for (const name of await caches.keys()) {
        if (name === VISITED) await caches.delete(name);
      }
    })());
  }
});

async function fromFiles(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && /\.[0-9a-f]{12}\.|chunk-/.test(request.url)) {
    await (await caches.open(FILES)).put(request, answer.clone());
  }
  return answer;
}

function withinTime(request) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("slow")), WAIT_MS);
    fetch(request).then(resolve, reject).finally(() => clearTimeout(late));
  });
}

async function keptPage(event, path) {
  try {
    const answer = await withinTime(event.request);
    if (answer.ok && !answer.redirected) {
      const copy = answer.clone();
      event.waitUntil((async () => {
        await (await caches.open(`${PAGES}-${languageOf(copy)}`)).put(path, copy.clone());
        await noteLanguage(copy);
      })());
    }
    return answer;
  } catch {
    const kept = await (await caches.open(`${PAGES}-${await language()}`)).match(path);
    return kept ?? fetch(event.request).catch(() => offlinePage());
  }
}

async function offlinePage() {
  const lang = await language();
  return (await (await caches.open(`${PAGES}-${lang}`)).match(offline)) ?? Response.error();
}

async function otherPage(event) {
  try {
    const answer = await fetch(event.request);
    const rule = answer.headers.get("Cache-Control") ?? "";
    if (answer.ok && !/no-store|private/.test(rule)) event.waitUntil(remember(event.request, answer.clone()));
    return answer;
  } catch {
    return (await (await caches.open(VISITED)).match(event.request)) ?? offlinePage();
  }
}

async function remember(request, answer) {
  const cache = await caches.open(VISITED);
  await cache.put(request, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - VISITED_MOST))) await cache.delete(old);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) {
    event.respondWith(fromFiles(request));
    return;
  }
  if (request.mode !== "navigate") return;
  if (isKept(url)) event.respondWith(keptPage(event, url.pathname));
  else if (PRIVATE.some((start) => url.pathname.startsWith(start))) {
    event.respondWith(fetch(request).catch(() => offlinePage()));
  } else event.respondWith(otherPage(event));
});
