// The tray: every report on this phone that is unfinished, waiting, refused or sent.

import { say } from "../page.js";
import { whenChanged } from "./outbox.js";
import { askForSync, noteWaiting, send } from "./sending.js";
import * as store from "./store.js";

const LINE = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

class Tray {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.urls = JSON.parse(this.words.urls);
    this.list = element.querySelector("[data-rows]");
    this.row = document.getElementById("tray-row").content.firstElementChild;
    this.drawing = Promise.resolve();
    const { language } = document.documentElement.dataset;
    this.moment = new Intl.DateTimeFormat(language ?? document.documentElement.lang, LINE);
  }

  draw() {
    this.drawing = this.drawing.then(() => this.redraw()).catch(() => {});
    return this.drawing;
  }

  async redraw() {
    const [drafts, items, receipts] = [await store.drafts(), await store.outbox(), await store.receipts()];
    const waiting = new Map(items.map((item) => [item.id, item]));
    drafts.sort((one, other) => other.updated_at - one.updated_at);
    receipts.sort((one, other) => other.sent_at - one.sent_at);
    const rows = [];
    for (const draft of drafts) rows.push(await this.ofDraft(draft, waiting.get(draft.id)));
    rows.push(...receipts.filter((one) => !waiting.has(one.id)).map((one) => this.ofReceipt(one)));
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.deed : null;
    this.list.replaceChildren(...rows);
    this.element.querySelector("[data-empty]").hidden = rows.length > 0;
    this.element.querySelector("[data-all]").hidden = !items.some((item) => item.state === "queued");
    if (focused) this.list.querySelector(`[data-deed="${focused}"]`)?.focus();
  }

  line({ title, state, tone, at, deeds }) {
    const row = this.row.cloneNode(true);
    row.querySelector("[data-title]").textContent = title || this.words.untitled;
    row.querySelector("[data-state]").textContent = state;
    row.querySelector("[data-at]").textContent = at ? this.moment.format(at) : "";
    row.dataset.tone = tone;
    for (const shown of row.querySelectorAll("[data-icon]")) shown.hidden = shown.dataset.icon !== tone;
    const place = row.querySelector("[data-deeds]");
    for (const [name, deed] of deeds) place.append(this.deed(name, deed));
    return row;
  }

  deed(name, act) {
    const isLink = typeof act === "string";
    const made = document.createElement(isLink ? "a" : "button");
    made.className = name === "delete" || name === "download" ? "button button-quiet" : "button button-second";
    made.textContent = this.words[name];
    made.dataset.deed = name;
    if (isLink) made.href = act;
    else {
      made.type = "button";
      made.addEventListener("click", act);
    }
    return made;
  }

  async ofDraft(draft, item) {
    const photos = await store.photosOf(draft.id);
    const title = [draft.labels.category, draft.fields.landmark || draft.labels.area].filter(Boolean).join(", ");
    const about = { title, at: draft.updated_at };
    if (draft.removed_at) {
      return this.line({ ...about, state: this.words.deleted, tone: "gone", deeds: [["undo", () => this.restore(draft)]] });
    }
    const remove = ["delete", () => this.remove(draft)];
    const download = ["download", () => this.download(draft, photos)];
    if (!item) {
      const there = `${this.urls[draft.step] ?? this.urls.photo}?draf=${draft.id}`;
      return this.line({ ...about, state: this.words.unfinished, tone: "draft", deeds: [["goOn", there], download, remove] });
    }
    if (item.sent) {
      const left = photos.filter((photo) => !photo.sent).length;
      const state = this.words.photosWait.replace("{n}", left).replace("{number}", item.sent.number);
      return this.line({ ...about, state, tone: "kept", deeds: [["now", () => this.sendNow()]] });
    }
    if (item.state === "signed_out") {
      const deeds = [["signIn", this.urls.signIn], ["without", () => this.sendWithout(item)], download, remove];
      return this.line({ ...about, state: this.words.signedOut, tone: "failed", deeds });
    }
    if (item.state === "refused") {
      const why = item.problem?.detail || this.words.refused;
      return this.line({ ...about, state: why, tone: "failed", deeds: [["mend", () => this.mend(draft, item)], download, remove] });
    }
    const state = item.told_to_wait && item.next_at > Date.now()
      ? this.words.wait.replace("{at}", this.moment.format(item.next_at))
      : this.words.kept;
    return this.line({ ...about, state, tone: "kept", deeds: [["now", () => this.sendNow()], download, remove] });
  }

  ofReceipt(receipt) {
    const parts = [this.words.sent.replace("{number}", receipt.number)];
    if (receipt.missing) parts.push(this.words.missing.replace("{n}", receipt.missing));
    return this.line({
      title: receipt.title, at: receipt.sent_at, state: parts.join(" "), tone: "sent",
      deeds: [["open", receipt.url], ["delete", () => this.forgetReceipt(receipt)]],
    });
  }

  async sendNow() {
    say(this.words.sending);
    await send(true);
    await this.draw();
  }

  async sendWithout(item) {
    await store.saveItem({ ...item, state: "queued", next_at: 0, without_account: true });
    noteWaiting(true);
    await this.sendNow();
  }

  // What the city refused opens where it can be mended, with the city's own words at the field.
  async mend(draft, item) {
    const problems = item.problem?.words ?? {};
    await store.saveDraft({ ...draft, problems: Object.keys(problems).length ? problems : null });
    const { stepOf } = await import("./rules.js");
    const [first] = Object.keys(problems);
    const step = first ? stepOf(first) : "what";
    location.assign(`${this.urls[step]}?draf=${draft.id}&kembali=periksa`);
  }

  async remove(draft) {
    await store.saveDraft({ ...draft, removed_at: Date.now() });
    say(this.words.deleted);
    await this.draw();
  }

  async restore(draft) {
    await store.saveDraft({ ...draft, removed_at: undefined });
    await askForSync();
    await this.sendNow();
  }

  async forgetReceipt(receipt) {
    await store.forgetReceipt(receipt.number);
    await this.draw();
  }

  // A page that any browser opens: the words, and the photos inside it.
  async download(draft, photos) {
    const page = document.implementation.createHTMLDocument(draft.labels.category || this.words.untitled);
    const line = (text) => page.body.append(Object.assign(page.createElement("p"), { textContent: text }));
    const { fields, labels } = draft;
    [labels.category, fields.description, fields.landmark, labels.area, fields.lat && `${fields.lat}, ${fields.lon}`]
      .filter(Boolean).forEach(line);
    for (const photo of photos) {
      const picture = page.createElement("img");
      picture.src = await asAddress(photo.blob);
      page.body.append(picture);
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`<!doctype html>${page.documentElement.outerHTML}`], { type: "text/html" }));
    link.download = `sewaka-${new Date(draft.updated_at).toISOString().slice(0, 10)}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

function asAddress(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

// WebKit throws away what a site keeps after seven days without a visit, unless it is installed.
function isForgetful() {
  return /apple/i.test(navigator.vendor ?? "") && !matchMedia("(display-mode: standalone)").matches;
}

export async function start(element) {
  if (!(await store.isUsable())) {
    element.querySelector("[data-impossible]").hidden = false;
    return;
  }
  element.querySelector("[data-forgetful]").hidden = !isForgetful();
  await store.sweep();
  const tray = new Tray(element);
  element.querySelector("[data-all] button").addEventListener("click", () => tray.sendNow());
  whenChanged(() => tray.draw());
  await tray.draw();
  await send();
  await tray.draw();
}
