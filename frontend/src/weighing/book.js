// The book of one session on one phone: what is weighed is written here, and stays written.

import { cardOf, link, hex, unhex, uuid7 } from "./chain.js";
import { valueOf } from "./money.js";
import { sealBytes } from "./keys.js";
import * as kept from "./package.js";
import * as store from "./store.js";

export const MOST_LINES = 40;
const FAR_TOO_MUCH = 3; // times the category's cap: refused; above the cap: looked at

export class WrongWeight extends Error {}

const two = (number) => String(Math.abs(number)).padStart(2, "0");

// The phone's own time with its zone: 2026-11-08T08:05:00+08:00.
export function stamp(ms) {
  const ahead = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + ahead * 60_000).toISOString().slice(0, 19);
  return `${local}${ahead < 0 ? "-" : "+"}${two(Math.trunc(ahead / 60))}:${two(ahead % 60)}`;
}

export class Book {
  constructor(id, parcel, state) {
    this.id = id;
    this.parcel = parcel;
    this.byCard = new Map(parcel.customers.map((one) => [one.card, one]));
    this.byId = new Map(parcel.customers.map((one) => [one.id, one]));
    this.categories = new Map(parcel.prices.items.map((one) => [one.code, one]));
    // A clock that nobody sets, carried on over a killed tab by the time that seems to have passed.
    const passed = state.at_ms ? Math.max(0, Date.now() - state.at_ms) : 0;
    this.mono = state.mono_ms + passed - performance.now();
  }

  static async open(id) {
    const [parcel, state] = [await kept.read(id), await store.session(id)];
    return parcel && state ? new Book(id, parcel, state) : null;
  }

  // Whose card was scanned: a customer, or the mark of a card that this phone does not know.
  async byToken(text) {
    const card = await cardOf(text.trim().split("/").at(-1));
    return this.byCard.get(card) ?? { card, name: null };
  }

  // By number or by the beginnings of words of the name.
  find(text, most = 8) {
    const digits = text.replace(/\D/g, "");
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ number, name }) => (digits && !/\p{L}/u.test(text)
      ? number.includes(digits)
      : words.every((word) => ` ${name.toLowerCase()}`.includes(` ${word}`)));
    return words.length ? this.parcel.customers.filter(fits).slice(0, most) : [];
  }

  // A line out of what stood on the scale; grams.
  line({ category, gross, tare = 0, grade = "A", source = "MANUAL", photo }) {
    const sort = this.categories.get(category);
    const net = gross - tare;
    if (!sort) throw new WrongWeight("category");
    if (!Number.isSafeInteger(net) || tare < 0 || gross <= 0) throw new WrongWeight("weight");
    if (net <= 0) throw new WrongWeight("tare");
    if (net > sort.max_line_g * FAR_TOO_MUCH) throw new WrongWeight("much");
    return {
      category, grade, source, gross_g: gross, tare_g: tare, net_g: net,
      price_idr: sort.price_idr, value_idr: valueOf(net, sort.price_idr), ...(photo ? { photo } : {}),
    };
  }

  // On the disk before the record that names it.
  async keepPhoto({ bytes, hash }) {
    await store.keepPhoto({ session_id: this.id, hash, kept_at: Date.now(), ...(await sealBytes(bytes, `${this.id}|${hash}`)) });
  }

  deposit({ customer, purpose = "SAVINGS", lines }) {
    const whose = customer.id ? { customer_id: customer.id } : { card: customer.card };
    const numbered = lines.map((line, at) => ({ ...line, n: at + 1 }));
    const total = numbered.reduce((sum, line) => sum + line.value_idr, 0);
    return this.write("DEPOSIT", { ...whose, purpose, price_version: this.parcel.prices.version, lines: numbered, total_idr: total });
  }

  void(id, reason) {
    return this.write("VOID", { voids_id: id, reason: reason.normalize("NFC") });
  }

  note(about, text) {
    return this.write("NOTE", { about, text: text.normalize("NFC") });
  }

  // On the disk when this is over; the row.
  async write(kind, own) {
    for (;;) {
      const state = await store.session(this.id);
      const now = Date.now();
      const mono = Math.max(state.mono_ms, Math.round(this.mono + performance.now()));
      const body = {
        ...own, kind, v: 1, id: uuid7(now), seq: state.seq, at: stamp(now), mono_ms: mono,
        session_id: this.id, device_id: state.device_id, weigher_id: this.parcel.weigher_id,
      };
      const hash = hex(await link(unhex(state.head), body));
      const row = { session_id: this.id, seq: state.seq, id: body.id, prev: state.head, hash, body };
      if (await store.append(row, { mono_ms: mono, at_ms: now })) return row;
    }
  }

  receiptOf(row) {
    return `${row.id}.${row.hash.slice(0, 8)}.${row.body.total_idr}.${this.parcel.bank.code}`;
  }

  // The whole chain in numbers, as the city will count it.
  async manifest() {
    const [rows, state] = [await store.records(this.id), await store.session(this.id)];
    const gone = new Set(rows.filter(({ body }) => body.kind === "VOID").map(({ body }) => body.voids_id));
    const held = rows.filter(({ body, id }) => body.kind === "DEPOSIT" && !gone.has(id));
    const grams = ({ body }) => body.lines.reduce((sum, line) => sum + line.net_g, 0);
    return {
      count: rows.length,
      first_seq: rows[0]?.seq ?? 0,
      last_seq: rows.at(-1)?.seq ?? 0,
      grams: held.reduce((sum, row) => sum + grams(row), 0),
      rupiah: held.reduce((sum, { body }) => sum + body.total_idr, 0),
      voids: gone.size,
      head: state.head,
    };
  }
}
