// The four steps of a report on the phone itself: with or without signal the draft is kept here,
// and leaves through the outbox. The pages are the same bytes for everybody; this fills them.
// Where the phone can not keep anything, the plain form goes to the server as it does without scripts.

import { enliven, say, sendPlain, toast } from "../page.js";
import { fieldOf } from "../photo.js";
import { showProblems } from "./mistakes.js";
import { bodyOf, formOf, problemsOf, readWhat, stepOf, withoutAnswers } from "./rules.js";
import { askForSync, noteWaiting, send } from "./sending.js";
import * as store from "./store.js";

const CURRENT = "sewaka-draft"; // in localStorage: which draft the steps are about
const TYPING_MS = 400;
const LOOK_AGAIN_MS = 250;
const PATIENCE_MS = 20_000; // for the receipt while the person waits
const PHOTO_PATIENCE_MS = 8_000; // once the words have arrived
const PREVIEW_WITHIN_MS = 8_000;

const wordsOf = () => document.querySelector("[data-phone-words]").dataset;

function noteCurrent(id) {
  if (id) localStorage.setItem(CURRENT, id);
  else localStorage.removeItem(CURRENT);
}

// The draft that the address names, else the one in hand; one that was sent or deleted is none.
async function currentDraft() {
  const asked = new URLSearchParams(location.search).get("draf");
  const id = asked ?? localStorage.getItem(CURRENT);
  const kept = id && (await store.draft(id));
  if (!kept || kept.removed_at) return store.newDraft();
  const waiting = await store.item(id);
  if (waiting?.state === "refused" && !waiting.sent) await store.backToDraft(id);
  else if (waiting) return store.newDraft();
  noteCurrent(id);
  return kept;
}

function isTyped(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
  return "defaultValue" in control && control.value !== control.defaultValue;
}

class Flow {
  constructor(form) {
    this.form = form;
    this.step = form.dataset.report;
    this.words = wordsOf();
    this.urls = JSON.parse(this.words.urls);
    this.saving = Promise.resolve();
  }

  async open() {
    this.draft = await currentDraft();
    // What a quick hand gave before the draft was there is newer: it stays, and is kept below.
    const typed = new Set([...this.form.elements].filter(isTyped).map(({ name }) => name));
    this.ask();
    this.fill(typed);
    this.form.dataset.draft = this.draft.id; // from here on the form shows what the phone keeps
    if (this.step === "photo") await this.openPhotos();
    if (this.step === "check") await this.openCheck();
    if (this.draft.problems) showProblems(this.form, this.draft.problems, this.step);
    let typing;
    this.form.addEventListener("input", ({ target }) => {
      if (/^category/.test(target.name)) this.askAnew();
      clearTimeout(typing);
      typing = setTimeout(() => this.save(), TYPING_MS);
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save(); });
    if (typed.size) this.save();
  }

  // --- what was typed ----------------------------------------------------------------------
  fill(typed = new Set()) {
    const { fields } = this.draft;
    for (const control of this.form.elements) {
      const value = fields[control.name];
      if (!control.name || typed.has(control.name) || value === undefined || control.type === "file") continue;
      if (control.type === "radio" || control.type === "checkbox") control.checked = [value].flat().includes(control.value);
      else control.value = value;
    }
    const more = this.form.elements.category_more;
    if (more) more.value = [...more.options].some((one) => one.value === fields.category) ? fields.category : "";
    const folded = this.form.querySelector("details");
    if (folded && (fields.name || fields.phone || fields.email)) folded.open = true;
    for (const field of this.form.querySelectorAll("[data-count], [data-place]")) field.dispatchEvent(new Event("input"));
  }

  collect() {
    const given = {};
    const sent = new FormData(this.form);
    for (const [name, value] of sent) {
      if (typeof value === "string" && name !== "back_to") given[name] = value;
    }
    if (this.step === "what") {
      this.draft.fields = withoutAnswers(this.draft.fields);
      return this.take(readWhat(sent));
    }
    const isElsewhere = this.step === "place" && ["area_code", "lat", "lon"].some((name) => (given[name] ?? "") !== (this.draft.fields[name] ?? ""));
    this.take(given);
    if (isElsewhere) delete this.draft.fields.hamlet; // another place may lie in another hamlet
  }

  take(given) {
    this.draft.fields = { ...this.draft.fields, ...given };
    this.draft.labels = { ...this.draft.labels, ...this.labels() };
    this.draft.step = this.step;
  }

  // The questions of the category: they lie in the page, drawn by the server, for every category.
  ask() {
    const place = this.form.querySelector("[data-questions]");
    if (!place) return;
    const { category, warned } = this.draft.fields;
    const form = category && document.querySelector(`template[data-form="${CSS.escape(category)}"]`);
    place.replaceChildren(...(form ? [form.content.cloneNode(true)] : []));
    const hazard = place.querySelector("button[name=warned]");
    if (hazard && warned === category) hazard.remove();
    enliven(place);
  }

  askAnew() {
    const before = this.draft.fields.category;
    this.collect();
    if (this.draft.fields.category !== before) this.ask();
  }

  // "Nobody is in danger now, go on"
  heedHazard(button) {
    this.draft.fields.warned = button.value;
    button.remove();
  }

  // What the questions still want: a hazard that was not read, an answer that must be there.
  unasked() {
    const found = {};
    if (this.form.querySelector("button[name=warned]")) found.hazard = this.words.hazardUnread;
    const wanted = this.form.querySelector("[data-required]")?.dataset.required.split(" ") ?? [];
    for (const name of wanted) {
      if (!this.draft.fields[name]?.length) found[name] = this.words.answerRequired;
    }
    return found;
  }

  // Words for what was chosen, for pages that have no list to look them up in.
  labels() {
    const { elements } = this.form;
    if (this.step === "place") {
      return { area: elements.area_code?.value ? elements.area_code.selectedOptions[0].text : "" };
    }
    if (this.step !== "what") return {};
    const tile = this.form.querySelector("input[name=category]:checked");
    const more = elements.category_more;
    const category = more?.value ? more.selectedOptions[0].text : tile?.closest("label").textContent.trim();
    return { category: category ?? "" };
  }

  save() {
    if (this.isLeaving) return this.saving;
    this.collect();
    const one = structuredClone(this.draft);
    this.saving = this.saving.then(() => store.saveDraft(one)).then(
      () => {
        noteCurrent(one.id);
        this.said(this.words.saved);
        this.persist();
      },
      (error) => this.refuseToKeep(error),
    );
    return this.saving;
  }

  persist() {
    if (this.hasAskedToStay) return;
    this.hasAskedToStay = true;
    navigator.storage?.persist?.().catch(() => {});
  }

  refuseToKeep(error) {
    const words = error?.name === "QuotaExceededError" ? this.words.full : this.words.notSaved;
    toast(words, "warn");
    this.said("");
  }

  said(text) {
    const place = this.form.querySelector("[data-saved]");
    if (place) place.textContent = text;
  }

  // --- photos ------------------------------------------------------------------------------
  async openPhotos() {
    const element = this.form.querySelector("[data-photos]");
    const field = fieldOf(element);
    this.photos = new Map();
    this.busy = Promise.resolve();
    for (const kept of await store.photosOf(this.draft.id)) {
      const photo = new File([kept.blob], `${kept.n}.jpg`, { type: kept.blob.type });
      this.photos.set(photo, kept);
      field.restore(photo);
    }
    element.addEventListener("photo-kept", ({ detail }) => { this.busy = this.busy.then(() => this.keepPhoto(detail)); });
    element.addEventListener("photo-removed", ({ detail }) => { this.busy = this.busy.then(() => this.dropPhoto(detail.photo)); });
    const fresh = document.querySelector("[data-start-anew]");
    if (fresh && this.draft.step !== "photo") {
      fresh.hidden = false;
      fresh.querySelector("button").addEventListener("click", () => {
        noteCurrent(null);
        location.assign(this.urls.photo);
      });
    }
  }

  async keepPhoto({ photo, original, row }) {
    try {
      await this.save();
      this.photos.set(photo, await store.addPhoto(this.draft.id, photo));
      row.querySelector(".thumb-words").textContent = this.words.photoKept;
      if (this.form.elements.photo_position?.checked) await this.takePosition(original);
    } catch (error) {
      this.refuseToKeep(error);
    }
  }

  async dropPhoto(photo) {
    const kept = this.photos.get(photo);
    if (kept) await store.removePhoto(kept);
    this.photos.delete(photo);
  }

  async takePosition(original) {
    const { positionOf } = await import("../exif.js");
    const found = await positionOf(original);
    say(found ? this.words.photoPlace : this.words.photoNoPlace);
    this.said(found ? this.words.photoPlace : this.words.photoNoPlace);
    if (!found) return;
    const place = { lat: found.lat.toFixed(6), lon: found.lon.toFixed(6), accuracy_m: "", source: "gps" };
    this.draft.fields = { ...this.draft.fields, ...place };
    await store.saveDraft(this.draft);
  }

  // --- the last look -----------------------------------------------------------------------
  async openCheck() {
    const photos = await store.photosOf(this.draft.id);
    this.drawAnswers(photos);
    const isWhole = !Object.keys(problemsOf(this.draft, photos.length, this.words)).length;
    if (isWhole) await this.loadPreview(photos);
    else this.form.querySelector("[data-preview]").removeAttribute("aria-busy");
  }

  drawAnswers(photos) {
    const { fields, labels } = this.draft;
    const position = fields.lat ? this.words.position : "";
    const texts = {
      photo: photos.length ? "" : this.words.none,
      place: [fields.landmark, labels.area || position].filter(Boolean).join("\n") || this.words.notYet,
      about: [labels.category || this.words.notYet, fields.description].filter(Boolean).join("\n"),
      contact: [fields.name, fields.phone, fields.email].filter(Boolean).join("\n") || this.words.noContact,
    };
    for (const [name, text] of Object.entries(texts)) {
      const place = this.form.querySelector(`[data-answer=${name}]`);
      if (place) place.innerText = text;
    }
    this.showPhotos(photos);
  }

  showPhotos(photos) {
    const place = this.form.querySelector("[data-answer=photo], .answer dd");
    if (!place || !photos.length) return;
    const shown = photos.map((kept) => {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(kept.blob);
      picture.width = 96;
      picture.height = 96;
      picture.alt = this.words.yourPhoto;
      return picture;
    });
    place.replaceChildren(...shown);
    place.classList.add("answer-photos");
  }

  // With signal the server shows what the public will read, the hamlet and the two dates.
  async loadPreview(photos) {
    const holder = this.form.querySelector("[data-preview]");
    const fields = formOf(this.draft.fields, { phone_photos: photos.length });
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), PREVIEW_WITHIN_MS);
    try {
      const answer = await fetch(this.words.previewUrl, { method: "POST", body: fields, signal: cut.signal });
      if (answer.status === 422) return this.goBackTo((await answer.json()).words);
      if (!answer.ok) throw new Error(answer.status);
      holder.innerHTML = await answer.text(); // our own page, drawn by the server's templates
      enliven(holder);
      this.fill();
      this.showPhotos(photos);
    } catch {
      const hint = this.form.querySelector("[data-no-preview]");
      if (hint) hint.hidden = false;
    } finally {
      clearTimeout(timer);
      holder.removeAttribute("aria-busy");
    }
  }

  // --- mistakes ----------------------------------------------------------------------------
  async goBackTo(problems) {
    this.draft.problems = problems;
    await store.saveDraft(this.draft);
    this.leave(this.urls[stepOf(Object.keys(problems)[0])]);
  }

  // --- going on ----------------------------------------------------------------------------
  leave(url) {
    this.isLeaving = true;
    location.assign(url);
  }

  async submit() {
    await this.busy;
    await this.save();
    const photos = await store.photosOf(this.draft.id);
    const problems = { ...problemsOf(this.draft, photos.length, this.words), ...this.unasked() };
    const wrong = Object.fromEntries(Object.entries(problems).filter(([name]) => this.step === "check" || stepOf(name) === this.step));
    if (Object.keys(wrong).length) {
      if (this.step === "check") await this.goBackTo(wrong);
      else showProblems(this.form, wrong, this.step);
      return;
    }
    this.draft.problems = null;
    if (this.step === "check") return this.sendNow(photos);
    await store.saveDraft(this.draft);
    const isCorrection = new URLSearchParams(location.search).get("kembali") === "periksa";
    this.leave(isCorrection ? this.urls.check : this.form.dataset.next);
  }

  // "This is the same": somebody else's report gets a voice, and this draft ends.
  async joinInstead({ formAction, name, value }) {
    await this.save();
    const fields = formOf(this.draft.fields, { [name]: value });
    const answer = await fetch(formAction, { method: "POST", body: fields });
    if (!answer.ok) throw new Error(answer.status);
    await store.forget(this.draft.id);
    noteCurrent(null);
    this.leave(answer.url);
  }

  async sendNow(photos) {
    this.isLeaving = true;
    this.said(this.words.sending);
    const button = this.form.querySelector(".form-do .button");
    button.setAttribute("aria-disabled", "true");
    const { id } = this.draft;
    await store.queue(this.draft, bodyOf(this.draft, photos.length, document.documentElement.lang));
    noteCurrent(null);
    noteWaiting(true);
    await askForSync();
    send(true);
    location.assign(await this.whereTo(id));
  }

  // The receipt as soon as there is one; without signal the tray, which says that it is kept.
  async whereTo(id) {
    const began = Date.now();
    let wordsArrived = 0;
    while (Date.now() - began < PATIENCE_MS) {
      await new Promise((done) => { setTimeout(done, LOOK_AGAIN_MS); });
      const waiting = await store.item(id);
      const receipt = (await store.receipts()).find((one) => one.id === id);
      if (receipt) {
        wordsArrived ||= Date.now();
        if (!waiting || Date.now() - wordsArrived > PHOTO_PATIENCE_MS) return `${receipt.url}/tanda-terima`;
      } else if (!waiting || waiting.state !== "queued" || waiting.next_at > Date.now()) break;
    }
    return this.urls.tray;
  }
}

const flows = new WeakMap();

export async function start(form) {
  if (!(await store.isUsable())) return;
  const flow = new Flow(form);
  await flow.open();
  flows.set(form, flow);
}

export async function submit(form, submitter) {
  const flow = flows.get(form);
  if (!flow) {
    sendPlain(form, submitter);
    return;
  }
  try {
    if (submitter?.hasAttribute("formaction")) await flow.joinInstead(submitter);
    else if (submitter?.name === "warned") flow.heedHazard(submitter);
    else await flow.submit();
  } catch (error) {
    flow.isLeaving = false;
    flow.refuseToKeep(error);
  }
}
