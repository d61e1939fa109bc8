// The phone's own keys. Neither can be taken out of it: the browser signs and encrypts with them,
// and shows them to nobody.

import { hex } from "./chain.js";
import * as store from "./store.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };

// {pair, device_id}; device_id once an officer has registered the public half.
export async function deviceKey() {
  const known = await store.key("device");
  if (known) return known;
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  return store.keyOnce({ name: "device", pair, device_id: null });
}

export async function publicKey() {
  const { pair } = await deviceKey();
  return hex(new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)));
}

export async function enrolled(deviceId) {
  await store.keepKey({ ...(await deviceKey()), device_id: deviceId });
}

// r and s, 32 bytes each, in hex.
export async function sign(bytes) {
  const { pair } = await deviceKey();
  return hex(new Uint8Array(await crypto.subtle.sign(SIGNING, pair.privateKey, bytes)));
}

async function packageKey() {
  const known = await store.key("package");
  if (known) return known.secret;
  const secret = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return (await store.keyOnce({ name: "package", secret })).secret;
}

// `about` is bound to the text: a package of another session does not open.
const sealing = (iv, about) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) });

export async function sealBytes(bytes, about) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt(sealing(iv, about), await packageKey(), bytes) };
}

export const unsealBytes = async ({ iv, sealed }, about) => crypto.subtle.decrypt(sealing(iv, about), await packageKey(), sealed);

export const seal = (text, about) => sealBytes(new TextEncoder().encode(text), about);

export const unseal = async (kept, about) => new TextDecoder().decode(await unsealBytes(kept, about));
