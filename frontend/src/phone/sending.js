// When to send: now, when the signal comes back, when the page is looked at again, and by and by.

import { SYNC_TAG, flush } from "./outbox.js";

const HINT = "sewaka-outbox"; // in localStorage: something may be waiting, so load this file
const SOONEST_MS = 1000;
const LATEST_MS = 3_600_000;

let timer;
let isListening = false;

export function noteWaiting(isWaiting) {
  try {
    if (isWaiting) localStorage.setItem(HINT, "1");
    else localStorage.removeItem(HINT);
  } catch {
    // No memory for hints: the tray and the worker look without one.
  }
}

export async function send(isForced = false) {
  clearTimeout(timer);
  const next = await flush({ isForced });
  noteWaiting(next !== null);
  if (next === null) return;
  const wait = Math.min(LATEST_MS, Math.max(SOONEST_MS, next - Date.now()));
  timer = setTimeout(() => send(), wait);
}

// The browser then sends even when the page is closed. Only some have it, and they may refuse.
export async function askForSync() {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register(SYNC_TAG);
  } catch {
    // NotAllowedError, or no such thing: the page's own reasons to send remain.
  }
}

export function start() {
  if (!isListening) {
    isListening = true;
    addEventListener("online", () => send(true));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  }
  return send();
}
