// The weigher's screen: customer, sorts, weight, receipt. Everything works without a signal; what is
// shown as saved is on the disk.

import { say, toast } from "../page.js";
import { Book, MOST_LINES, WrongWeight } from "./book.js";
import { Closing } from "./closing.js";
import { Pad } from "./pad.js";
import * as kept from "./package.js";
import { draw as drawQr } from "./qr.js";
import * as scale from "./scale.js";
import * as scanning from "./scanning.js";
import { askForSync, flush, flushAll, waits } from "./sending.js";
import * as store from "./store.js";

const AGAIN_MS = [5_000, 30_000, 120_000];

const button = (text, small = "") => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  const words = document.createElement("span");
  words.textContent = text;
  made.append(words);
  if (small) {
    const note = document.createElement("small");
    note.textContent = small;
    made.append(note);
  }
  return made;
};

const row = (...parts) => {
  const made = document.createElement("li");
  made.append(...parts);
  return made;
};

const span = (text, name = "") => Object.assign(document.createElement("span"), { textContent: text, className: name });

class Screen {
  constructor(element) {
    this.element = element;
    const locale = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
    const whole = new Intl.NumberFormat(locale);
    const day = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
    const kilos = new Intl.NumberFormat(locale, { minimumFractionDigits: 3 });
    this.words = {
      ...element.dataset, rupiah: (amount) => `Rp\u00a0${whole.format(amount)}`, kg: (grams) => `${kilos.format(grams / 1000)}\u00a0kg`,
      day: (on) => day.format(new Date(`${on}T12:00`)),
    };
    this.pad = new Pad(this.find("[data-view=pad]"), this.words);
    this.closing = new Closing(this);
    this.tries = 0;
    element.addEventListener("click", ({ target }) => {
      const pressed = target.closest("[data-do]");
      if (pressed) this.act(pressed.dataset.do).catch((error) => this.problem(store.isFull(error) ? this.words.full : error.message));
    });
    this.find("[data-find]").addEventListener("input", ({ target }) => this.search(target.value));
    for (const reason of element.querySelectorAll("[data-reason]")) {
      reason.addEventListener("click", () => this.makeVoid(reason.dataset.reason));
    }
    for (const about of element.querySelectorAll("[data-about]")) about.addEventListener("click", () => this.note(about));
    this.find("[data-do=scan]").hidden = !scanning.isPossible();
    this.find("[data-do=scale]").hidden = !scale.isPossible();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  show(name) {
    this.view = name;
    for (const view of this.element.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
    this.find("[data-in-session]").hidden = !this.book;
    const heading = this.find(`[data-view=${name}] h2`);
    if (heading && document.activeElement !== document.body) {
      heading.tabIndex = -1;
      heading.focus();
    }
    scrollTo(0, 0);
  }

  act(name) {
    const deeds = {
      customer: () => this.customer(), weigh: () => this.show("weigh"), list: () => this.list(), save: () => this.save(), add: () => this.add(),
      scan: () => this.scan(), scale: () => this.listen(), send: () => this.send(true), "close-view": () => this.closing.begin(),
      "note-view": () => this.show("note"),
    };
    return Promise.resolve(deeds[name]());
  }

  problem(text) {
    const shown = this.find("[data-problem]");
    shown.hidden = !text;
    shown.textContent = text ?? "";
  }

  async begin(session) {
    await kept.sweep();
    this.book = session ? await Book.open(session) : null;
    if (!this.book) return this.sessions();
    const { session: { place, on }, bank, prices } = this.book.parcel;
    this.find("[data-hall]").textContent = `${bank.name} · ${place} · ${this.words.day(on)}`;
    const isEnglish = document.documentElement.lang === "en";
    for (const sort of prices.items) sort.label = isEnglish ? sort.name_en : sort.name;
    this.find("[data-grid]").replaceChildren(...prices.items.map((sort) => this.sortButton(sort)));
    await this.count();
    this.customer();
    this.send();
    return null;
  }

  async sessions() {
    const parcels = await Promise.all((await store.packages()).map(({ session_id: id }) => kept.read(id)));
    this.find("[data-no-sessions]").hidden = parcels.length > 0;
    this.find("[data-sessions]").replaceChildren(...parcels.map(({ session, bank }) => {
      const link = document.createElement("a");
      link.className = "button weigh-pick";
      link.href = `?sesi=${session.id}`;
      link.textContent = `${bank.name} · ${session.place} · ${this.words.day(session.on)}`;
      const made = row(link);
      made.className = "is-pick";
      return made;
    }));
    this.show("sessions");
  }

  customer() {
    this.who = null;
    this.find("[data-find]").value = "";
    this.search("");
    this.show("customer");
  }

  search(text) {
    const found = this.book.find(text);
    this.find("[data-found]").textContent = text.trim() && !found.length ? this.words.noneFound : "";
    this.find("[data-customers]").replaceChildren(...found.map((one) => {
      const pick = button(one.name, one.number);
      pick.classList.add("weigh-pick");
      pick.addEventListener("click", () => this.weigh(one));
      const made = row(pick);
      made.className = "is-pick";
      return made;
    }));
  }

  async scan() {
    const video = this.find("[data-camera]");
    try {
      const text = await scanning.scan(video, () => this.view === "customer" && !document.hidden);
      if (text) this.weigh(await this.book.byToken(text));
    } catch {
      toast(this.words.noCamera, "warn");
    }
  }

  weigh(customer) {
    this.problem(null);
    this.who = customer;
    this.lines = [];
    this.photos = new Map();
    this.find("[data-who]").textContent = this.nameOf(customer);
    this.find("[name=purpose]").checked = true;
    this.drawLines();
    this.show("weigh");
  }

  nameOf(customer) {
    return customer?.name ?? this.words.unknown;
  }

  sortButton(sort) {
    const made = button(sort.label, this.words.rupiah(sort.price_idr));
    made.dataset.code = sort.code;
    made.addEventListener("click", () => {
      this.pad.begin(sort, (given) => this.book.line(given));
      this.show("pad");
    });
    return made;
  }

  async listen() {
    try {
      await scale.listen((gram) => this.pad.weighed(gram));
    } catch (error) {
      if (error.name !== "NotFoundError") this.pad.say("scaleFailed"); // that one: the person chose none
    }
  }

  add() {
    try {
      this.lines.push(this.pad.line());
      if (this.pad.photo) this.photos.set(this.pad.photo.hash, this.pad.photo);
    } catch (error) {
      if (!(error instanceof WrongWeight)) throw error;
      this.pad.say(error.message);
      return;
    }
    this.drawLines();
    this.show("weigh");
  }

  drawLines() {
    const labelOf = (line) => this.book.categories.get(line.category).label;
    this.find("[data-lines]").replaceChildren(...this.lines.map((line, at) => {
      const away = button("×");
      away.setAttribute("aria-label", `× ${labelOf(line)}`);
      away.addEventListener("click", () => {
        this.lines.splice(at, 1);
        this.drawLines();
      });
      const shown = `${this.words.kg(line.net_g)} · ${this.words.rupiah(line.value_idr)}${line.photo ? ` · ${this.words.photo}` : ""}`;
      return row(span(labelOf(line)), span(shown), away);
    }));
    const total = this.lines.reduce((sum, line) => sum + line.value_idr, 0);
    const save = this.find("[data-do=save]");
    save.textContent = this.words.save.replace("{sum}", this.words.rupiah(total));
    save.disabled = !this.lines.length;
    for (const sort of this.find("[data-grid]").children) sort.disabled = this.lines.length >= MOST_LINES;
  }

  // One press is one deposit, however often the thumb comes down.
  async save() {
    const { lines, who, photos } = this;
    if (!lines.length) return;
    this.lines = [];
    const purpose = this.find("[name=purpose]:checked").value;
    let written;
    let isKept = true;
    try {
      for (const line of lines) if (line.photo && !(await this.keepPhoto(line, photos.get(line.photo)))) isKept = false;
      written = await this.book.deposit({ customer: who, purpose, lines });
    } catch (error) {
      this.lines = lines; // the disk did not take it: nothing was saved, nothing is lost
      throw error;
    }
    this.receipt(written, who);
    if (!isKept) toast(this.words.photoFull, "warn");
    await this.count();
    this.send(false, false);
  }

  // On a full disk the weight goes before its photo: false, and the line names none.
  async keepPhoto(line, photo) {
    try {
      await this.book.keepPhoto(photo);
      return true;
    } catch (error) {
      if (!store.isFull(error)) throw error;
      delete line.photo;
      return false;
    }
  }

  receipt(written, who) {
    const text = this.book.receiptOf(written);
    this.find("[data-receipt-who]").textContent = this.nameOf(who);
    this.find("[data-receipt-sum]").textContent = this.words.rupiah(written.body.total_idr);
    this.find("[data-qr]").replaceChildren(drawQr(`${location.origin}/bank-sampah/cek?k=${text}`));
    this.find("[data-receipt-code]").textContent = text;
    this.show("receipt");
    say(this.words.rupiah(written.body.total_idr));
  }

  async list() {
    const rows = await store.records(this.book.id);
    const gone = new Set(rows.filter(({ body }) => body.kind === "VOID").map(({ body }) => body.voids_id));
    const shown = rows.filter(({ body }) => body.kind !== "VOID").reverse();
    this.find("[data-records]").replaceChildren(...shown.map((one) => this.recordRow(one, gone.has(one.id))));
    this.show("list");
  }

  recordRow(one, isVoid) {
    if (one.body.kind === "NOTE") return row(span(one.body.text), span(this.stateOf(one)));
    const name = this.nameOf(this.book.byId.get(one.body.customer_id));
    const parts = [span(name, isVoid ? "is-void" : ""), span(this.words.rupiah(one.body.total_idr)), span(isVoid ? this.words.voided : this.stateOf(one))];
    if (!isVoid) {
      const away = button(this.words.makeVoid);
      away.classList.add("button-quiet");
      away.addEventListener("click", () => {
        this.voiding = one;
        this.find("[data-void-what]").textContent = `${name} · ${this.words.rupiah(one.body.total_idr)}`;
        this.show("void");
      });
      parts.push(away);
    }
    return row(...parts);
  }

  stateOf({ sent, answer }) {
    if (!sent) return this.words.waits;
    if (answer?.state === "REVIEW") return this.words.review;
    if (answer?.difference_idr) return this.words.repriced.replace("{sum}", this.words.rupiah(answer.value_idr));
    return this.words.sent;
  }

  async makeVoid(reason) {
    const one = this.voiding;
    this.voiding = null;
    if (one) await this.book.void(one.id, reason);
    await this.count();
    await this.list();
    this.send(false, false);
  }

  async note({ dataset, textContent }) {
    this.show("list"); // a second tap finds no button
    try {
      await this.book.note(dataset.about, textContent);
    } catch (error) {
      this.problem(store.isFull(error) ? this.words.full : error.message);
      return;
    }
    await this.count();
    await this.list();
    this.send(false, false);
  }

  async count() {
    const [unsent, { length: photos }] = [await store.countUnsent(this.book.id), await store.unsentPhotos(this.book.id)];
    const left = unsent ? this.words.unsent.replace("{n}", unsent) : this.words.photosLeft.replace("{n}", photos);
    this.find("[data-left]").textContent = unsent || photos ? left : this.words.allSent;
    this.element.dataset.waiting = unsent;
    return unsent;
  }

  // `isWhole`: also asks what the city has no more; not after each weighing.
  async send(isAsked = false, isWhole = true) {
    clearTimeout(this.timer);
    if (!this.book) return;
    if (isAsked) this.tries = 0;
    const problem = isWhole || (await waits(this.book.id)) ? await flush(this.book.id, isWhole) : null;
    await this.count();
    if (this.view === "list") await this.list();
    if (problem === "later") {
      if (isAsked) toast(this.words.later, "warn"); // the count of what waits stays in sight
      askForSync();
      this.timer = setTimeout(() => this.send(), AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)]);
      this.tries += 1;
      return;
    }
    this.tries = 0;
    this.problem(problem ? `${this.words.refused} ${problem.detail ?? ""} (${problem.code ?? problem.status})` : null);
  }
}

export async function start(element) {
  const screen = new Screen(element);
  addEventListener("online", () => screen.send(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) screen.send(); });
  await screen.begin(new URLSearchParams(location.search).get("sesi"));
  if (!screen.book) await flushAll();
}
