// What the phone takes along into the hall: customers, prices and the session, encrypted. No NIK,
// no address, no balance is in it. It is gone after a week, at the sign-out, and once the session
// is locked.

import { ask } from "../asking.js";
import { seal, unseal } from "./keys.js";
import * as store from "./store.js";

const KEEP_MS = 7 * 24 * 3_600_000;
const WITHIN_MS = 60_000;

export const urlOf = (session, what) => `/api/v1/waste-banks/sessions/${encodeURIComponent(session)}/${what}`;

// Fetches the package and begins the chain of this phone in that session, unless it has begun: then
// the package says how far the city has it, which after a restore is less than it once had.
export async function download(session, deviceId) {
  const asked = Date.now();
  const found = await ask(`${urlOf(session, "package")}?device=${encodeURIComponent(deviceId)}`, {}, WITHIN_MS);
  const trip = Date.now() - asked;
  const offset = Math.round(asked + trip / 2 - Date.parse(found.server_time));
  await store.keepPackage({ session_id: session, kept_at: Date.now(), ...(await seal(JSON.stringify(found), session)) });
  await store.changeSession(session, (known) => ({
    device_id: deviceId, seq: found.device.expected_seq, head: found.device.head, mono_ms: 0, at_ms: 0, state: "open",
    ...known, offset_ms: offset, trip_ms: trip,
  }));
  await store.noteExpected(session, found.device.expected_seq);
  await navigator.storage?.persist?.();
  return found;
}

export async function read(session) {
  const kept = await store.sealedPackage(session);
  return kept ? JSON.parse(await unseal(kept, session)) : null;
}

// Old packages go; rows that the city does not have yet stay, whatever their age.
export async function sweep(now = Date.now()) {
  for (const one of await store.packages()) {
    if (one.kept_at + KEEP_MS < now) await store.dropPackage(one.session_id);
  }
}

// Of sessions that are still open; rows of others that the city lacks keep their package.
export async function keepOnly(open) {
  for (const { session_id: id } of await store.packages()) {
    if (!open.includes(id) && !(await store.countUnsent(id))) await store.dropPackage(id);
  }
}
