// The chain of records: each hash covers the record and the hash before it (rules/weighing/chain.py).

import { canonical } from "./canonical.js";

const bytesOf = (text) => new TextEncoder().encode(text);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export const genesis = (session, device) => sha256(bytesOf(`sewaka-weighing-v1|${session}|${device}`));

export function link(prev, body) {
  const text = bytesOf(canonical(body));
  const both = new Uint8Array(prev.length + text.length);
  both.set(prev);
  both.set(text, prev.length);
  return sha256(both);
}

// The first place at which records do not continue, or null; as the city looks at them.
export async function firstBroken(rows, seq, prev) {
  let before = prev;
  let wanted = seq;
  for (const row of rows) {
    if (row.seq !== wanted || row.body.seq !== wanted || row.prev !== hex(before)) return wanted;
    before = await link(before, row.body);
    if (hex(before) !== row.hash) return wanted;
    wanted += 1;
  }
  return null;
}

// A card's token is never kept: a customer is known by half of its hash.
export async function cardOf(token) {
  return hex((await sha256(bytesOf(token))).slice(0, 16));
}

// Version 7 (RFC 9562): sorts by the phone's time, random beyond it.
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const stamp = now.toString(16).padStart(12, "0");
  bytes.set(unhex(stamp));
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
