// The end of a session on this phone: its count, the cash, and what the city counted.

import { Refusal } from "../asking.js";
import { close } from "./sending.js";

// Only who has the cash counts it: an empty box says nothing.
function cashIn(form) {
  const boxes = { cash_open_idr: form.querySelector("#cash-open"), cash_close_idr: form.querySelector("#cash-close") };
  const told = Object.entries(boxes).map(([name, { value }]) => [name, value.replace(/\D/g, "")]);
  return Object.fromEntries(told.filter(([, digits]) => digits).map(([name, digits]) => [name, Number(digits)]));
}

export class Closing {
  constructor(screen) {
    this.screen = screen;
    this.form = screen.find("[data-close]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.end();
    });
  }

  async begin() {
    const { book, words } = this.screen;
    const found = await book.manifest();
    const shown = { ...found, grams: words.kg(found.grams), rupiah: words.rupiah(found.rupiah) };
    for (const cell of this.screen.element.querySelectorAll("[data-item]")) cell.textContent = shown[cell.dataset.item];
    this.say("", []);
    this.screen.show("close");
  }

  say(text, differences) {
    const { words } = this.screen;
    this.form.querySelector("[data-closing]").textContent = text;
    this.form.querySelector("[data-differences]").replaceChildren(...differences.map(({ item, phone, city }) => {
      const label = this.screen.find(`[data-item="${item}"]`)?.previousElementSibling.textContent ?? item;
      const line = words.phoneSays.replace("{item}", label).replace("{phone}", phone).replace("{city}", city);
      return Object.assign(document.createElement("li"), { textContent: line });
    }));
  }

  async end(isAgain = false) {
    const { book, words } = this.screen;
    await this.screen.send(true);
    if (await this.screen.count()) return;
    try {
      const differences = await close(book, cashIn(this.form));
      this.say(differences.length ? words.differs : words.agrees, differences);
      if (!isAgain && (await this.screen.count())) await this.end(true); // it had forgotten some
    } catch (error) {
      this.say(error instanceof Refusal ? `${error.problem.detail ?? words.refused} (${error.problem.code ?? error.problem.status})` : words.later, []);
    }
  }
}
