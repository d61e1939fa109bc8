// The service worker. The server puts `self.SEWAKA = {version, pages, aliases, files, offline, share,
// icon}` before this. It touches GET requests of this site, and one POST: photos that another app
// shares. An answer that says private or no-store is never stored, but for one's own cases behind
// their secret link and a crew's round, which leave with the sign-out.

import { SYNC_TAG, flush } from "./phone/outbox.js";
import * as store from "./phone/store.js";
import { AS_IT_IS, shrink } from "./shrink.js";
import { keepOnly } from "./weighing/package.js";
import { SYNC_TAG as WEIGHING, flushAll } from "./weighing/sending.js";

const { version, pages, aliases, files, offline, share } = self.SEWAKA;
const FILES = `files-${version}`;
const PAGES = "pages"; // + language; one version of each page, replaced as they come
const VISITED = "visited";
const OWN = "own"; // cases behind their secret link
const META = "meta";
const WAIT_MS = 4000;
const VISITED_MOST = 20;
const OWN_MOST = 20;
const SHARED_MOST = 4; // photos of one report
const PRIVATE = ["/kerja/", "/akun/", "/saya", "/api/", "/live/", "/l/"];

const isHashed = (url) => /\.[0-9a-f]{12}\.|chunk-/.test(url);
const isKept = (url) => pages.includes(url.pathname);
// Rounds of crews, who are out where there is no signal: reports, pick-ups of waste.
const ROUNDS = /^\/kerja\/(laporan\/keliling|bank-sampah\/rute\/[0-9a-f-]{36})$/;
const isRound = (url) => ROUNDS.test(url.pathname);
const isOwn = (url) => /^\/l\/[^/]+\/[^/]{16,}$/.test(url.pathname);
const isForOne = (answer) => /no-store|private/.test(answer.headers.get("Cache-Control") ?? "");
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
      if (answer.ok && !answer.redirected && !isForOne(answer)) await (await caches.open(`${PAGES}-${languageOf(answer)}`)).put(path, answer);
    } catch {
      // No signal while installing: the page comes with the next visit.
    }
  }));
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    // What has no hash in its name may lie in the browser's own cache, one version old.
    const fresh = files.map((url) => (isHashed(url) ? url : new Request(url, { cache: "no-cache" })));
    await (await caches.open(FILES)).addAll(fresh);
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
        if (name === VISITED || name === OWN) await caches.delete(name);
      }
      await keepOnly([]); // names of customers leave with whoever may see them
    })());
  }
});

async function fromFiles(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && isHashed(request.url)) {
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
    if (answer.ok && !answer.redirected && !isForOne(answer)) {
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
    if (answer.ok && !isForOne(answer)) event.waitUntil(remember(VISITED, VISITED_MOST, event.request, answer.clone()));
    return answer;
  } catch {
    return (await (await caches.open(VISITED)).match(event.request)) ?? offlinePage();
  }
}

async function ownPage(event) {
  try {
    const answer = await withinTime(event.request);
    if (answer.ok && !answer.redirected) event.waitUntil(remember(OWN, OWN_MOST, event.request, answer.clone()));
    return answer;
  } catch {
    const kept = await caches.open(OWN);
    const again = await kept.match(event.request, { ignoreSearch: isRound(new URL(event.request.url)) });
    return again ?? offlinePage();
  }
}

// Kept with the time, so that the page can say how old it is.
async function remember(name, most, request, answer) {
  const cache = await caches.open(name);
  const at = new Date().toISOString();
  const body = (await answer.text()).replace("<html ", `<html data-kept-at="${at}" `);
  await cache.delete(request);
  await cache.put(request, new Response(body, { headers: answer.headers }));
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(old);
}

// Another app shares photos: they become a draft on this phone, with or without signal.
async function takeShared(request) {
  const given = await request.formData();
  const photos = given.getAll("foto").filter((one) => one instanceof File && one.size).slice(0, SHARED_MOST);
  const draft = store.newDraft();
  await store.saveDraft(draft);
  for (const photo of photos) {
    try {
      await store.addPhoto(draft.id, await shrink(photo));
    } catch {
      if (photo.size <= AS_IT_IS) await store.addPhoto(draft.id, photo);
    }
  }
  return Response.redirect(`${share.step}?draf=${draft.id}`, 303);
}

self.addEventListener("sync", (event) => {
  if (event.tag === WEIGHING) {
    event.waitUntil(flushAll().then((isDone) => {
      if (!isDone && !event.lastChance) throw new Error("later");
    }));
  }
  if (event.tag !== SYNC_TAG) return;
  event.waitUntil(flush({ isForced: true }).then((next) => {
    if (next !== null && !event.lastChance) throw new Error("later"); // the browser asks again
  }));
});

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // Not from us; a notice has to be shown all the same.
  }
  event.waitUntil(self.registration.showNotification(told.title ?? "Sewaka", {
    body: told.body ?? "", tag: told.tag, lang: told.lang ?? "id", icon: self.SEWAKA.icon,
    data: { url: told.url ?? "/", number: told.number },
  }));
});

// The message names a number; the secret link to it lies on this phone alone.
async function addressOf({ url = "/", number }) {
  const receipt = number && (await store.receipts().catch(() => [])).find((one) => one.number === number);
  const named = new URL(receipt ? receipt.url : url, self.location.origin);
  return named.origin === self.location.origin ? named.href : self.location.origin;
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const wanted = await addressOf(event.notification.data ?? {});
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = open.find((one) => one.url === wanted);
    if (there) return there.focus();
    return self.clients.openWindow(wanted);
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && share && url.pathname === share.action) {
    // Should the phone refuse to keep them, the server does.
    const again = request.clone();
    event.respondWith(takeShared(request).catch(() => fetch(again)));
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) {
    event.respondWith(fromFiles(request));
    return;
  }
  if (request.mode !== "navigate") return;
  if (aliases[url.pathname]) event.respondWith(Response.redirect(aliases[url.pathname] + url.search, 302));
  else if (isKept(url)) event.respondWith(keptPage(event, url.pathname));
  else if (isOwn(url) || isRound(url)) event.respondWith(ownPage(event));
  else if (PRIVATE.some((start) => url.pathname.startsWith(start))) {
    event.respondWith(fetch(request).catch(() => offlinePage()));
  } else event.respondWith(otherPage(event));
});
