// What a phone keeps of weighing days: the database "sewaka-weighing".
//
//   keys      {name: "device" | "package", ...}         keys that can not leave the phone
//   packages  {session_id, iv, sealed, etag, kept_at}    encrypted with the key "package"
//   sessions  {session_id, device_id, seq, head, mono_ms, at_ms, state, is_over}   seq: of the next
//             record; is_over: the city asks for nothing of it any more
//   records   {session_id, seq, id, prev, hash, body, sent, answer}       sent: 0 or 1
//   photos    {session_id, hash, iv, sealed, kept_at}    encrypted alike; gone once it is over
//   arrived   {session_id, hash}                          of photos: the city said that it has them
//
// Rows of `records` are added and never changed but for `sent` and `answer`. A promise of this file
// is kept only when the database says that the disk has it. Of a full disk a record gets its place
// before any photo, and a new photo before one that the city has.

const NAME = "sewaka-weighing";
const VERSION = 3; // 2: photos, 3: arrived
const MOST_AWAY = 5; // photos, for one row

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = ({ oldVersion }) => {
      const database = asked.result;
      database.createObjectStore("arrived", { keyPath: ["session_id", "hash"] });
      if (oldVersion < 2) database.createObjectStore("photos", { keyPath: ["session_id", "hash"] });
      if (oldVersion) return;
      database.createObjectStore("keys", { keyPath: "name" });
      database.createObjectStore("packages", { keyPath: "session_id" });
      database.createObjectStore("sessions", { keyPath: "session_id" });
      const records = database.createObjectStore("records", { keyPath: ["session_id", "seq"] });
      records.createIndex("unsent", ["session_id", "sent", "seq"]);
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
    const asked = work(...names.map((name) => deal.objectStore(name)), deal);
    deal.oncomplete = () => resolve(asked?.result);
    deal.onabort = () => reject(deal.error ?? new Error("aborted"));
  });
}

export const isFull = (error) => error?.name === "QuotaExceededError";

// Gives the key of a photo that may go: one that the city has; where `isAny`, else any.
async function leastNeeded(isAny) {
  let found;
  await within(["arrived", "photos"], "readonly", (arrived, photos) => {
    if (isAny) photos.openKeyCursor().onsuccess = ({ target }) => { found ??= target.result?.key; };
    arrived.openKeyCursor().onsuccess = ({ target }) => { found = target.result?.key ?? found; };
  });
  return found;
}

async function makingRoom(write, isAny) {
  for (let left = MOST_AWAY; ; left -= 1) {
    try {
      return await write();
    } catch (error) {
      const away = isFull(error) && left ? await leastNeeded(isAny) : undefined;
      if (!away) throw error;
      await dropPhoto(...away);
    }
  }
}

const rowsOf = (session) => IDBKeyRange.bound([session, 0], [session, Infinity]);
const unsentOf = (session) => IDBKeyRange.bound([session, 0, 0], [session, 0, Infinity]);

export const key = (name) => within(["keys"], "readonly", (keys) => keys.get(name));

export const keepKey = (one) => within(["keys"], "readwrite", (keys) => keys.put(one));

// Of two tabs that make a key at once, both get the first one's.
export async function keyOnce(one) {
  await within(["keys"], "readwrite", (keys) => {
    const asked = keys.getKey(one.name);
    asked.onsuccess = () => { if (asked.result === undefined) keys.add(one); };
  });
  return key(one.name);
}

export const sealedPackage = (session) => within(["packages"], "readonly", (kept) => kept.get(session));

export const keepPackage = (one) => within(["packages"], "readwrite", (kept) => kept.put(one));

export const packages = () => within(["packages"], "readonly", (kept) => kept.getAll());

export const dropPackage = (session) => within(["packages"], "readwrite", (kept) => kept.delete(session));

export const session = (id) => within(["sessions"], "readonly", (kept) => kept.get(id));

export const sessions = () => within(["sessions"], "readonly", (kept) => kept.getAll());

// Changes what is kept of a session by `change(kept or undefined)`, in one step with its reading.
export function changeSession(id, change) {
  return within(["sessions"], "readwrite", (kept) => {
    const asked = kept.get(id);
    asked.onsuccess = () => kept.put({ ...change(asked.result), session_id: id });
    return asked;
  });
}

export const records = (id) => within(["records"], "readonly", (rows) => rows.getAll(rowsOf(id)));

export const recordOf = (id, seq) => within(["records"], "readonly", (rows) => rows.get([id, seq]));

export const unsent = (id, most) => within(["records"], "readonly", (rows) => rows.index("unsent").getAll(unsentOf(id), most));

export const countUnsent = (id) => within(["records"], "readonly", (rows) => rows.index("unsent").count(unsentOf(id)));

// Adds a record and moves the head of its chain, both or none. False when another tab was first:
// then the record has to be chained anew.
export async function append(row, { mono_ms, at_ms }) {
  let isFirst = false;
  await makingRoom(() => within(["sessions", "records"], "readwrite", (kept, rows) => {
    const asked = kept.get(row.session_id);
    asked.onsuccess = () => {
      const state = asked.result;
      if (state.seq !== row.seq || state.head !== row.prev) return;
      isFirst = true;
      rows.add({ ...row, sent: 0, answer: null });
      kept.put({ ...state, seq: row.seq + 1, head: row.hash, mono_ms, at_ms });
    };
  }), true);
  return isFirst;
}

const photosOf = (id) => IDBKeyRange.bound([id, ""], [id, "g"]); // hashes are hexadecimal
const hashesIn = async (name, id) => (await within([name], "readonly", (kept) => kept.getAllKeys(photosOf(id)))).map(([, hash]) => hash);

export const keepPhoto = (one) => makingRoom(() => within(["photos"], "readwrite", (kept) => kept.put(one)), false);

export const photo = (id, hash) => within(["photos"], "readonly", (kept) => kept.get([id, hash]));

const deletePhotos = (range) => within(["photos", "arrived"], "readwrite", (photos, arrived) => {
  photos.delete(range);
  arrived.delete(range);
});

export const dropPhoto = (id, hash) => deletePhotos([id, hash]);

export const dropPhotos = (id) => deletePhotos(photosOf(id));

// Hashes of those that the city does not have; each picture is read for itself.
export async function unsentPhotos(id) {
  const arrived = new Set(await hashesIn("arrived", id));
  return (await hashesIn("photos", id)).filter((hash) => !arrived.has(hash));
}

// The city has it. Where not even this finds a place, the photo goes.
export async function noteArrived(id, hash) {
  try {
    await within(["arrived"], "readwrite", (kept) => kept.put({ session_id: id, hash }));
  } catch (error) {
    if (!isFull(error)) throw error;
    await dropPhoto(id, hash);
  }
}

// The city has it not, or no more.
export const noteLacking = (id, hash) => within(["arrived"], "readwrite", (kept) => kept.delete([id, hash]));

// The city has everything before `expected`, and nothing from there on.
export function noteExpected(id, expected, answers = new Map()) {
  return within(["records"], "readwrite", (rows) => {
    rows.openCursor(rowsOf(id)).onsuccess = ({ target }) => {
      const cursor = target.result;
      if (!cursor) return;
      const row = cursor.value;
      const sent = Number(row.seq < expected);
      const answer = answers.get(row.seq) ?? row.answer;
      if (sent !== row.sent || answer !== row.answer) cursor.update({ ...row, sent, answer });
      cursor.continue();
    };
  });
}
