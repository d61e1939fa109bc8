// What the phone itself keeps of reports: the database "sewaka".
//
//   drafts    {id, step, fields, labels, problems, updated_at, removed_at}
//   photos    {draft_id, n, blob, sha256, sent}                  JPEG, shrunk, without EXIF
//   outbox    {id, state, attempts, next_at, body, problem, sent}  state: queued refused signed_out
//   receipts  {number, id, secret, url, title, sent_at, missing}
//
// A promise of this file is kept only when the database says that the disk has it.

const NAME = "sewaka";
const VERSION = 1;
const REMEMBER_REMOVED_MS = 60 * 60 * 1000;

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const database = asked.result;
      database.createObjectStore("drafts", { keyPath: "id" });
      database.createObjectStore("photos", { keyPath: ["draft_id", "n"] });
      database.createObjectStore("outbox", { keyPath: "id" });
      database.createObjectStore("receipts", { keyPath: "number" });
    };
    asked.onsuccess = () => {
      const database = asked.result;
      database.onversionchange = () => {
        database.close();
        opened = undefined;
      };
      resolve(database);
    };
    asked.onerror = () => reject(asked.error);
  });
  opened.catch(() => { opened = undefined; });
  return opened;
}

async function within(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const deal = database.transaction(names, mode, { durability: "strict" });
    const asked = work(...names.map((name) => deal.objectStore(name)));
    deal.oncomplete = () => resolve(asked?.result);
    deal.onabort = () => reject(deal.error ?? new Error("aborted"));
  });
}

const photosIn = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);

// Some browsers have the database and refuse to use it (private windows, no secure context).
export async function isUsable() {
  if (!self.indexedDB || !self.crypto?.randomUUID || !self.crypto.subtle) return false;
  try {
    await open();
    return true;
  } catch {
    return false;
  }
}

export const newDraft = () => ({ id: crypto.randomUUID(), step: "photo", fields: {}, labels: {}, updated_at: Date.now() });

export const draft = (id) => within(["drafts"], "readonly", (drafts) => drafts.get(id));

export const drafts = () => within(["drafts"], "readonly", (kept) => kept.getAll());

export const saveDraft = (one) => within(["drafts"], "readwrite", (kept) => kept.put({ ...one, updated_at: Date.now() }));

export const photosOf = (id) => within(["photos"], "readonly", (photos) => photos.getAll(photosIn(id)));

export async function addPhoto(id, blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const photo = { draft_id: id, n: Date.now(), blob, sha256, sent: false };
  await within(["photos"], "readwrite", (photos) => {
    const asked = photos.getAllKeys(photosIn(id));
    asked.onsuccess = () => {
      const last = asked.result.at(-1)?.[1] ?? 0;
      photo.n = Math.max(photo.n, last + 1);
      photos.put(photo);
    };
  });
  return photo;
}

export const removePhoto = (photo) => within(["photos"], "readwrite", (photos) => photos.delete([photo.draft_id, photo.n]));

export const savePhoto = (photo) => within(["photos"], "readwrite", (photos) => photos.put(photo));

export const outbox = () => within(["outbox"], "readonly", (items) => items.getAll());

export const item = (id) => within(["outbox"], "readonly", (items) => items.get(id));

// Somebody may have deleted it meanwhile: then it stays deleted.
export function saveItem(one) {
  return within(["outbox"], "readwrite", (items) => {
    const asked = items.getKey(one.id);
    asked.onsuccess = () => { if (asked.result !== undefined) items.put(one); };
  });
}

export function queue(one, body) {
  return within(["drafts", "outbox"], "readwrite", (kept, items) => {
    kept.put({ ...one, problems: null, updated_at: Date.now() });
    items.put({ id: one.id, state: "queued", attempts: 0, next_at: 0, body: JSON.stringify(body), problem: null, sent: null });
  });
}

export const backToDraft = (id) => within(["outbox"], "readwrite", (items) => items.delete(id));

export const receipts = () => within(["receipts"], "readonly", (kept) => kept.getAll());

export const keepReceipt = (receipt) => within(["receipts"], "readwrite", (kept) => kept.put(receipt));

export const forgetReceipt = (number) => within(["receipts"], "readwrite", (kept) => kept.delete(number));

export function forget(id) {
  return within(["drafts", "photos", "outbox"], "readwrite", (kept, photos, items) => {
    kept.delete(id);
    photos.delete(photosIn(id));
    items.delete(id);
  });
}

// Deleted drafts can be had back for an hour; then they are gone.
export async function sweep() {
  const over = Date.now() - REMEMBER_REMOVED_MS;
  for (const one of await drafts()) {
    if (one.removed_at && one.removed_at < over) await forget(one.id);
  }
}
