// One text for one record, so that the phone and the city hash the same bytes; the same as
// rules/weighing/canonical.py: RFC 8785 with whole numbers and NFC strings only.

const MOST_DEPTH = 8;
const HALF_A_PAIR = /\p{Surrogate}/u; // with the flag, whole pairs are one sign

export class NotCanonical extends Error {}

function string(text) {
  if (HALF_A_PAIR.test(text)) throw new NotCanonical("surrogate");
  if (text.normalize("NFC") !== text) throw new NotCanonical("nfc");
  return JSON.stringify(text);
}

export function canonical(value, depth = 0) {
  if (depth > MOST_DEPTH) throw new NotCanonical("depth");
  if (typeof value === "string") return string(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new NotCanonical("integer");
    return String(value + 0); // no -0
  }
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth + 1)).join(",")}]`;
  if (value?.constructor !== Object) throw new NotCanonical("type");
  const members = Object.keys(value).sort().map((name) => `${string(name)}:${canonical(value[name], depth + 1)}`);
  return `{${members.join(",")}}`;
}
