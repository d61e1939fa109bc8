// The weight of one sort: digits as on a till (1 5 0 0 is 1,500 kg), or what a scale says.

import { take } from "./photo.js";

const MOST_DIGITS = 7;

export class Pad {
  constructor(element, words) {
    this.element = element;
    this.words = words;
    this.shown = element.querySelector("[data-shown]");
    this.worth = element.querySelector("[data-worth]");
    this.wrong = element.querySelector("[data-wrong]");
    element.querySelector("[data-pad]").addEventListener("click", ({ target }) => {
      const key = target.closest("[data-digit]");
      if (key) this.press(key.dataset.digit);
    });
    this.picture = element.querySelector("[data-photo]");
    this.picture.addEventListener("change", () => this.photograph(this.picture.files[0]));
    for (const radio of element.querySelectorAll("[name=which]")) radio.addEventListener("change", () => this.draw());
  }

  // `sort` of the price list; `judge(line)` gives the line or throws WrongWeight.
  begin(sort, judge) {
    this.sort = sort;
    this.judge = judge;
    this.digits = { gross: "", tare: "" };
    this.source = "MANUAL";
    this.photo = null;
    this.picture.value = "";
    this.element.querySelector("[data-photo-words]").textContent = this.words.photo;
    this.element.querySelector("[data-sort]").textContent = sort.label;
    this.element.querySelector("[name=which]").checked = true;
    this.element.querySelector("[name=grade]").checked = true;
    this.draw();
  }

  get which() {
    return this.element.querySelector("[name=which]:checked").value;
  }

  press(key) {
    const before = this.digits[this.which];
    const after = key === "back" ? before.slice(0, -1) : `${before}${key}`.replace(/^0+/, "");
    if (after.length <= MOST_DIGITS) this.digits[this.which] = after;
    if (this.which === "gross") this.source = "MANUAL";
    this.draw();
  }

  async photograph(file) {
    if (!file) return;
    try {
      this.photo = await take(file);
      this.element.querySelector("[data-photo-words]").textContent = this.words.photoTaken;
    } catch {
      this.say("photoFailed");
    }
  }

  // Grams from a scale.
  weighed(gram) {
    if (!this.sort || this.sort.unit !== "KG") return;
    this.digits[this.which] = String(gram);
    if (this.which === "gross") this.source = "BLE";
    this.draw();
  }

  // Pieces are counted, the container is always weighed; all else is grams.
  grams(which) {
    const number = Number(this.digits[which] || 0);
    return which === "gross" && this.sort.unit === "PIECE" ? number * this.sort.grams_per_unit : number;
  }

  line() {
    const grade = this.element.querySelector("[name=grade]:checked").value;
    return this.judge({ category: this.sort.code, gross: this.grams("gross"), tare: this.grams("tare"), grade, source: this.source, photo: this.photo?.hash });
  }

  draw() {
    const isCounted = this.which === "gross" && this.sort.unit === "PIECE";
    const number = Number(this.digits[this.which] || 0);
    this.shown.textContent = isCounted ? `${number} ${this.words.pieces}` : this.words.kg(number);
    this.wrong.hidden = true;
    this.worth.textContent = "";
    if (!this.digits.gross) return;
    try {
      const { net_g: net, value_idr: value } = this.line();
      const heavy = net > this.sort.max_line_g ? ` ${this.words.heavy}` : "";
      this.worth.textContent = `${this.words.kg(net)} × ${this.words.rupiah(this.sort.price_idr)} = ${this.words.rupiah(value)}.${heavy}`;
    } catch (error) {
      this.say(error.message);
    }
  }

  say(why) {
    this.wrong.textContent = this.words[why] ?? why;
    this.wrong.hidden = false;
  }
}
