// The officer's keyboard: j/k move, Enter opens, n opens the next one, x selects, a assigns, c writes, / searches, ? helps.

const rows = () => [...document.querySelectorAll("[data-row]")];
const here = () => document.querySelector("[data-row].is-here");

function go(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[Math.min(all.length - 1, Math.max(0, at === -1 ? 0 : at + step))];
  here()?.classList.remove("is-here");
  next.classList.add("is-here");
  (next.querySelector("a[href]") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// From the case that is open to the one after it; from a case's own page back to the list.
function openNext() {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("is-open"));
  const link = all.length ? all[at + 1]?.querySelector("a[href]") : document.querySelector("[data-key=list] a");
  link?.click();
}

function select() {
  const box = here()?.querySelector("input[type=checkbox]");
  if (box) box.click();
}

// Goes to a field, or into the fold that a summary opens; folds on the way are opened.
function enter(target) {
  const fold = target?.closest("details");
  if (fold) fold.open = true;
  const field = target?.tagName === "SUMMARY" ? fold.querySelector("textarea, select, input:not([type=hidden])") : target;
  field?.focus();
}

const shown = (selector) => [...document.querySelectorAll(selector)].find((one) => one.offsetParent);

const deeds = {
  j: () => go(1),
  k: () => go(-1),
  n: openNext,
  x: select,
  Enter: () => here()?.querySelector("a[href]")?.click(),
  a: () => enter(shown("[data-key=assign]")),
  c: () => enter(shown("[data-key=reply]") ?? shown("textarea")),
  "/": () => enter(document.querySelector("#f-q") ?? document.querySelector("#q")),
  "?": () => document.getElementById("keys")?.showModal(),
};

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]");
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const deed = deeds[event.key];
  if (!deed || isTyping(event.target)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  event.preventDefault();
  deed();
});

// The bar for many cases shows how many are chosen; without scripts it always stands there.
function countChosen() {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const chosen = document.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
  bar.hidden = chosen === 0;
  const shown = bar.querySelector("[data-bulk-count]");
  if (shown) shown.textContent = chosen;
}

document.addEventListener("change", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  row.classList.toggle("is-selected", event.target.checked);
  countChosen();
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || row === here()) return;
  here()?.classList.remove("is-here");
  row.classList.add("is-here");
});
countChosen();
// A swapped list is a new list: nothing is chosen in it yet, and reading goes on at the case.
document.addEventListener("htmx:afterSettle", () => {
  countChosen();
  const heading = document.querySelector("[data-focus-after-swap]");
  heading?.removeAttribute("data-focus-after-swap"); // htmx settles more than once
  heading?.focus({ preventScroll: true });
});

const wall = document.querySelector("[data-street-map]");
if (wall) import("./street-map.js").then(({ start }) => start(wall));
const camera = document.querySelector("[data-camera]");
if (camera) import("./camera.js").then(({ start }) => start(camera));
const trial = document.querySelector("[data-trial]");
if (trial) import("./trial.js").then(({ start }) => start(trial));
