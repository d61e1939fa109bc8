// What a draft needs before it is queued, and how it is written for the API. The server judges
// again and has the last word; this only saves a way back that would come hours later.

const COARSE_FIX_M = 500; // rules/places.py
const VILLAGE_DOTS = 3; // 51.71.01.1003; a hamlet has one more

const PLACE = new Set(["place", "landmark", "village", "hamlet", "lat", "lon", "area_code", "accuracy_m"]);

export function stepOf(field) {
  if (field.startsWith("photo")) return "photo";
  return PLACE.has(field) || field.startsWith("position") ? "place" : "what";
}

const QUESTION = "q_"; // names of the category's questions: q_<code>
const isAnswer = (name) => name.startsWith(QUESTION);

// The draft's fields as a form sends them; several answers to one question each by itself.
export function formOf(fields, more = {}) {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...fields, ...more })) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return form;
}

// What the step "what" sends: answers as lists, the others as they stand.
export function readWhat(form) {
  const given = {};
  for (const [name, value] of form) {
    if (typeof value !== "string" || name === "back_to") continue;
    if (isAnswer(name)) given[name] = form.getAll(name).filter(Boolean);
    else given[name] = value;
  }
  given.category = given.category_more || given.category || "";
  delete given.category_more;
  return given;
}

export const withoutAnswers = (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => !isAnswer(name)));

function answersOf(fields) {
  const found = Object.entries(fields).filter(([name, value]) => isAnswer(name) && value.length);
  return Object.fromEntries(found.map(([name, value]) => [name.slice(QUESTION.length), value]));
}

// {field: sentence} of everything that is missing.
export function problemsOf({ fields }, photos, words) {
  const problems = {};
  const isVague = fields.source === "gps" && Number(fields.accuracy_m) > COARSE_FIX_M;
  if (!fields.lat && !fields.area_code) problems.place = words.placeRequired;
  else if (isVague && !fields.area_code) problems.place = words.placeVague;
  if (!fields.category) problems.category = words.categoryRequired;
  if (!photos && !/[\p{L}\p{N}]/u.test(fields.description ?? "")) problems.description = words.descriptionRequired;
  return problems;
}

function positionOf({ lat, lon, accuracy_m: accuracy, source }) {
  if (!lat || !lon) return null;
  return {
    lat: Number(lat),
    lon: Number(lon),
    accuracy_m: accuracy ? Number(accuracy) : null,
    source: source === "pin" ? "pin" : "gps",
  };
}

export function bodyOf({ fields }, photos, language) {
  const area = fields.area_code ?? "";
  const isVillage = area.split(".").length - 1 <= VILLAGE_DOTS;
  return {
    category: fields.category,
    description: fields.description ?? "",
    position: positionOf(fields),
    village: isVillage ? area : "",
    hamlet: fields.hamlet || (isVillage ? "" : area),
    landmark: fields.landmark ?? "",
    onward: fields.onward ?? "",
    kind: fields.kind || "complaint",
    identity: fields.identity || "named",
    contact: { name: fields.name ?? "", phone: fields.phone ?? "", email: fields.email ?? "" },
    answers: answersOf(fields),
    photos_expected: photos,
    language: language === "en" ? "en" : "id",
    seen: (fields.seen ?? "").split(" ").filter(Boolean),
  };
}
