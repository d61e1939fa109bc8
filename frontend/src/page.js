// Small things that every page may carry. Each works on elements that the server drew; without
// this file the page does the same by other means, or the element stays hidden.

const find = (selector, root = document) => [...root.querySelectorAll(selector)];

export function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

// A toast only repeats what can be had otherwise. With a link it stays until it is used.
export function toast(text, tone = "info", link = null) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `notice notice-${tone}`;
  const words = document.createElement("p");
  words.className = "notice-words";
  words.textContent = text;
  box.append(words);
  if (link) {
    const way = document.createElement("a");
    way.href = link.href;
    way.textContent = link.text;
    box.append(way);
  }
  place.replaceChildren(box);
  say(text);
  if (!link) setTimeout(() => box.remove(), 8000);
}

function copyButtons(root) {
  for (const button of find("[data-copy]", root)) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const label = button.querySelector("span");
      const before = label.textContent;
      label.textContent = button.dataset.done;
      say(button.dataset.done);
      setTimeout(() => { label.textContent = before; }, 2000);
    });
  }
}

function shareAndPrint(root) {
  for (const button of find("[data-share]", root)) {
    if (!navigator.share) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
    });
  }
  for (const button of find("[data-print]", root)) {
    button.addEventListener("click", () => window.print());
  }
}

function dialogs(root) {
  for (const button of find("[data-opens]", root)) {
    button.addEventListener("click", () => document.getElementById(button.dataset.opens)?.showModal());
  }
}

// A form is sent once: the second press of an impatient thumb does nothing.
function sentOnce(root) {
  for (const form of find("form[method=post]", root)) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      if (event.submitter?.formMethod === "dialog") return;
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 10000);
    });
  }
}

function counters(root) {
  for (const area of find("[data-count]", root)) {
    const shown = document.getElementById(area.dataset.count);
    const limit = shown?.textContent.split("/")[1];
    area.addEventListener("input", () => { shown.textContent = `${area.value.length}/${limit}`; });
  }
}

function grouped(root) {
  const format = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : "id-ID");
  for (const input of find("[data-grouped]", root)) {
    const tidy = () => {
      const digits = input.value.replace(/\D/g, "");
      input.value = digits ? format.format(Number(digits)) : "";
    };
    input.addEventListener("change", tidy);
    tidy();
  }
}

// The box above a long select: typing leaves only the options that hold the words.
function searchable(root) {
  for (const holder of find(".select[data-search]", root)) {
    const select = holder.querySelector("select");
    const box = document.getElementById(`${select.id}-search`);
    if (!box) continue;
    const none = box.parentElement.querySelector("[role=status]");
    const all = find("option", select);
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (option) => words.every((word) => option.text.toLowerCase().includes(word));
      let count = 0;
      for (const option of all) {
        const keep = !option.value || fits(option);
        option.hidden = option.disabled = !keep;
        count += keep && option.value ? 1 : 0;
      }
      none.textContent = count ? "" : holder.dataset.none;
      if (words.length && count === 1) select.value = all.find((o) => o.value && fits(o)).value;
    });
  }
}

// Whoever signs out leaves no visited page behind on this device.
function signOut(root) {
  const left = root.querySelector("[data-left-here]");
  if (left) import("./phone/left.js").then(({ start }) => start(left)).catch(() => {});
  for (const form of find("form[action$='/keluar']", root)) {
    form.addEventListener("submit", () => navigator.serviceWorker?.controller?.postMessage("forget-pages"));
  }
}

function focusErrors() {
  const summary = document.querySelector("[data-focus]");
  if (summary && document.title && !location.hash) summary.focus();
}

export function enliven(root = document) {
  copyButtons(root);
  shareAndPrint(root);
  dialogs(root);
  sentOnce(root);
  counters(root);
  grouped(root);
  searchable(root);
  signOut(root);
  if (root === document) focusErrors();
}

// The form as a browser without scripts sends it, with the button that was pressed.
export function sendPlain(form, submitter) {
  if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
  if (submitter?.name) {
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(pressed);
  }
  HTMLFormElement.prototype.submit.call(form);
}

// A style sheet of a part that comes later; settled when it is there, or will not come.
export function addStyleSheet(href) {
  if (!href || document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    document.head.append(link);
  });
}
