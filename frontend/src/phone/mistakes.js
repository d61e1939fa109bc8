// What has to be mended, said on the page the way the server says it.

import { stepOf } from "./rules.js";

function idOf(name) {
  if (name === "photos" || name === "photo") return "id_photo";
  const question = /^attribute\[(.+)\]$/.exec(name);
  if (question) return `id_q_${question[1]}`;
  return ["lat", "lon", "place"].includes(name) || name.startsWith("position") ? "place" : `id_${name}`;
}

function mark(field, text) {
  if (!field) return;
  const words = document.createElement("p");
  words.className = "error";
  words.textContent = text;
  const holder = field.closest(".field") ?? field;
  holder.classList.add("has-error");
  holder.insertBefore(words, holder.children[1] ?? null);
}

// The problems that belong to this step: a summary above the form, and the words at each field.
export function showProblems(form, problems, step) {
  const here = Object.entries(problems).filter(([name]) => stepOf(name) === step);
  document.querySelector(".summary")?.remove();
  for (const old of form.querySelectorAll(".error")) old.remove();
  if (!here.length) return;
  const summary = document.getElementById("problems").content.firstElementChild.cloneNode(true);
  const list = summary.querySelector("ul");
  list.replaceChildren();
  for (const [name, text] of here) {
    const field = document.getElementById(idOf(name));
    const link = document.createElement("a");
    link.href = `#${field?.id ?? "main"}`;
    link.textContent = text;
    const row = document.createElement("li");
    row.append(link);
    list.append(row);
    mark(field, text);
  }
  const folded = form.querySelector("[data-when-outside]");
  if (folded) folded.open = true;
  form.before(summary);
  summary.focus();
}
