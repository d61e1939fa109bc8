// Sends what the phone kept: the words first, then each photo by its digest. Runs in pages and in
// the service worker; one at a time, whoever begins.

import { Later, Refusal, ask } from "../asking.js";
import * as store from "./store.js";

const BACK_OFF_S = [5, 30, 120, 600, 3600];
const WORDS_WITHIN_MS = 30_000;
const PHOTO_WITHIN_MS = 300_000;
const REPORTS = "/api/v1/reports";

export const SYNC_TAG = "outbox";

const channel = () => new BroadcastChannel("sewaka-outbox");

// Tells all open pages that the outbox looks different now.
function tell() {
  const told = channel();
  told.postMessage("changed");
  told.close();
}

export function whenChanged(act) {
  channel().addEventListener("message", act);
}

async function sendWords(item) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": item.id };
  if (item.without_account) headers["X-Without-Account"] = "1";
  const sent = await ask(REPORTS, { method: "POST", headers, body: item.body }, WORDS_WITHIN_MS);
  item.sent = sent;
  item.attempts = 0;
  item.problem = null;
  const kept = await store.draft(item.id);
  await store.keepReceipt({
    id: item.id,
    number: sent.number,
    secret: sent.secret,
    url: new URL(sent.url).pathname,
    title: kept?.labels.category ?? "",
    sent_at: Date.now(),
    missing: 0,
  });
  await store.saveItem(item);
  tell();
}

async function sendPhotos(item) {
  let missing = 0;
  for (const [n, photo] of (await store.photosOf(item.id)).entries()) {
    if (photo.sent) continue;
    const url = `${REPORTS}/${encodeURIComponent(item.sent.number)}/photos/${photo.sha256}`;
    const headers = { "Content-Type": photo.blob.type || "image/jpeg", "X-Report-Secret": item.sent.secret, "X-Photo-Place": `${n + 1}` };
    try {
      await ask(url, { method: "PUT", headers, body: photo.blob }, PHOTO_WITHIN_MS);
      await store.savePhoto({ ...photo, sent: true });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      missing += 1; // the city does not want this one; the report stands without it
    }
    tell();
  }
  return missing;
}

async function sendOne(item) {
  item.attempts += 1;
  try {
    if (!item.sent) await sendWords(item);
    const missing = await sendPhotos(item);
    const receipt = (await store.receipts()).find((one) => one.number === item.sent.number);
    if (receipt) await store.keepReceipt({ ...receipt, missing });
    await store.forget(item.id);
    return true;
  } catch (error) {
    if (error instanceof Refusal) {
      Object.assign(item, { state: error.state, problem: error.problem });
      await store.saveItem(item);
      return true; // the next one may be welcome
    }
    if (!(error instanceof Later)) throw error;
    const waitS = error.retryAfterS || BACK_OFF_S[Math.min(item.attempts, BACK_OFF_S.length) - 1];
    Object.assign(item, { next_at: Date.now() + waitS * 1000, told_to_wait: Boolean(error.retryAfterS) });
    await store.saveItem(item);
    return false;
  } finally {
    tell();
  }
}

async function run(isForced) {
  let hasSent = false;
  for (const item of await store.outbox()) {
    if (item.state !== "queued" || (await store.draft(item.id))?.removed_at) continue;
    // The city's own "come back at" is kept even when the signal returns.
    if (item.next_at > Date.now() && (item.told_to_wait || !isForced)) continue;
    if (!(await sendOne(item))) return; // no signal, or too many: the others would fare alike
    hasSent = true;
  }
  // There is a signal, then: those that wait for their back-off need not.
  if (hasSent && !isForced) await run(true);
}

// Sends what is due; `isForced` (somebody asked for it) also what waits for its back-off, and after
// a run that is under way. Gives when to come again (milliseconds since 1970), or null when
// nothing waits.
export async function flush({ isForced = false } = {}) {
  if (navigator.locks) {
    await navigator.locks.request("sewaka-outbox", { ifAvailable: !isForced }, (lock) => lock && run(isForced));
  } else {
    await run(isForced);
  }
  const waiting = (await store.outbox()).filter((one) => one.state === "queued");
  return waiting.length ? Math.min(...waiting.map((one) => one.next_at)) : null;
}
