// Brings a phone's records to the city: in order, at most 200 at once, again from where the city
// says. The same records twice do no harm, so whatever breaks is simply sent anew.

import { Later, Refusal, ask } from "../asking.js";
import { canonical } from "./canonical.js";
import { stamp } from "./book.js";
import { unhex } from "./chain.js";
import { sign, unsealBytes } from "./keys.js";
import { urlOf } from "./package.js";
import * as store from "./store.js";

const AT_ONCE = 200;
const AT_ONCE_CHARS = 400_000; // the city reads a megabyte
const WITHIN_MS = 60_000;
const LEFT_BEHIND_MS = 3_600_000; // a photo whose record was never written
const NO_PICTURE = 422;

export const SYNC_TAG = "weighing";

const headed = async (state, type, signed) => ({ "Content-Type": type, "X-Device": state.device_id, "X-Signature": await sign(signed) });

async function post(state, what, body, signed) {
  const asked = Date.now();
  const headers = await headed(state, "application/json", signed);
  const clock = { sent_at: stamp(asked), round_trip_ms: Math.min(state.trip_ms, WITHIN_MS), package_offset_ms: state.offset_ms };
  const options = { method: "POST", headers, body: JSON.stringify({ ...body, clock }) };
  return ask(urlOf(state.session_id, what), options, WITHIN_MS);
}

// The first rows that go into one request.
function fitting(rows) {
  let size = 0;
  const most = rows.findIndex((row) => { size += JSON.stringify(row.body).length; return size > AT_ONCE_CHARS; });
  return most < 0 ? rows : rows.slice(0, Math.max(1, most));
}

const wire = ({ seq, prev, hash, body }) => ({ seq, prev, hash, body });

async function sendRows(state, rows) {
  try {
    const answer = await post(state, "records", { records: rows.map(wire) }, unhex(rows.at(-1).hash));
    return { expected: answer.expected_seq, answers: new Map(answer.records.map((one) => [one.seq, one])) };
  } catch (error) {
    const isGap = error instanceof Refusal && error.problem.code === "weighing.gap";
    if (!isGap) throw error;
    return { expected: error.problem.facts.expected_seq };
  }
}

async function sendPhoto(state, hash, kept) {
  const headers = await headed(state, "image/jpeg", unhex(hash));
  const body = await unsealBytes(kept, `${state.session_id}|${hash}`);
  try {
    await ask(urlOf(state.session_id, "photos"), { method: "POST", headers, body }, WITHIN_MS);
  } catch (error) {
    if (!(error instanceof Refusal) || error.problem.status !== NO_PICTURE) throw error;
    await store.dropPhoto(state.session_id, hash); // that one never will be
  }
  await store.noteArrived(state.session_id, hash);
}

// Only pictures that a record names, and all of these are with the city by now.
async function sendPhotos(state) {
  const id = state.session_id;
  const waiting = await store.unsentPhotos(id);
  if (!waiting.length) return;
  const named = new Set((await store.records(id)).flatMap(({ body }) => (body.lines ?? []).map(({ photo }) => photo)));
  for (const hash of waiting) {
    const kept = await store.photo(id, hash);
    if (kept && named.has(hash)) await sendPhoto(state, hash, kept);
    else if (kept && kept.kept_at + LEFT_BEHIND_MS < Date.now()) await store.dropPhoto(id, hash);
  }
}

async function sendRecords(state) {
  const id = state.session_id;
  let last = -1;
  for (;;) {
    const rows = fitting(await store.unsent(id, AT_ONCE));
    if (!rows.length) return;
    const { expected, answers } = await sendRows(state, rows);
    if (expected === last) throw new Later(0); // we do not come on: not a second time at once
    last = expected;
    await store.noteExpected(id, expected, answers);
  }
}

// What the city does not have; null without a signal, for nothing waits on the answer.
async function askWhatLacks(state) {
  const body = JSON.stringify({ v: 1, session_id: state.session_id });
  const headers = await headed(state, "application/json", new TextEncoder().encode(body));
  try {
    return await ask(urlOf(state.session_id, "lacking"), { method: "POST", headers, body }, WITHIN_MS);
  } catch (error) {
    if (error instanceof Later) return null;
    throw error;
  }
}

// A city that was put back from a backup has less than it once said: that waits again, photos too.
async function lookAgain(state) {
  let lacks = await askWhatLacks(state);
  if (lacks && lacks.expected_seq < (await store.session(state.session_id)).seq) {
    await store.noteExpected(state.session_id, lacks.expected_seq);
    await sendRecords(state);
    lacks = await askWhatLacks(state);
  }
  for (const hash of lacks?.photos ?? []) await store.noteLacking(state.session_id, hash);
  return Boolean(lacks?.is_over);
}

async function run(id, isWhole) {
  const state = await store.session(id);
  await sendRecords(state);
  const isOver = isWhole && !state.is_over && (await lookAgain(state));
  await sendPhotos(state);
  if (!isOver) return;
  await store.dropPhotos(id);
  await store.changeSession(id, (known) => ({ ...known, is_over: true }));
}

export const waits = async (id) => (await store.countUnsent(id)) || (await store.unsentPhotos(id)).length;

const oneAtATime = (id, work) => (navigator.locks ? navigator.locks.request(`sewaka-weighing-${id}`, work) : work());

// Sends what waits in a session; `isWhole`: and asks what the city had and has no more. Gives what
// stands in the way: null, "later", or the city's problem.
export async function flush(id, isWhole) {
  let problem = null;
  try {
    await oneAtATime(id, () => run(id, isWhole));
  } catch (error) {
    if (error instanceof Refusal) problem = error.problem;
    else if (error instanceof Later) problem = "later";
    else throw error;
  }
  await store.changeSession(id, (state) => ({ ...state, problem: problem === "later" ? state.problem ?? null : problem }));
  return problem;
}

export async function flushAll() {
  let isWaiting = false;
  for (const one of await store.sessions()) {
    if (one.is_over && !(await waits(one.session_id))) continue;
    isWaiting = (await flush(one.session_id, true)) === "later" || isWaiting;
  }
  return !isWaiting;
}

// Closes the session of this phone: a signed count of everything, which the city counts anew.
// Gives the differences, item by item. A city that was put back from a backup has fewer records:
// what it forgot waits again, to be sent once more.
export async function close(book, cash) {
  const state = await store.session(book.id);
  const manifest = { ...(await book.manifest()), ...cash, session_id: book.id, device_id: state.device_id, v: 1 };
  const answer = await post(state, "close", { manifest }, new TextEncoder().encode(canonical(manifest)));
  await store.changeSession(book.id, (known) => ({ ...known, state: "closed" }));
  const last = answer.differences.find(({ item }) => item === "last_seq");
  if (last) await store.noteExpected(book.id, last.city + 1);
  return answer.differences;
}

export async function askForSync() {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register(SYNC_TAG);
  } catch {
    // NotAllowedError, or no such thing: the page's own reasons to send remain.
  }
}
