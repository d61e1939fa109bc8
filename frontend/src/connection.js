// Signal and versions: the strip that says there is none, and the service worker.

import { toast } from "./page.js";

// A page that the worker had kept says since when, signal or not.
function keptSince() {
  const at = document.documentElement.dataset.keptAt;
  if (!at) return "";
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  return document.body.dataset.keptSince.replace("{at}", format.format(new Date(at)));
}

export function watchSignal() {
  const strip = document.querySelector("[data-offline-strip]");
  if (!strip) return;
  const since = keptSince();
  const show = () => {
    strip.querySelector("span").textContent = since || document.body.dataset.offline;
    strip.hidden = navigator.onLine && !since;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}

// Never in the middle of a form.
function offerNewVersion(worker) {
  if (document.querySelector("form[method=post].form")) return;
  const place = document.querySelector("[data-toasts]");
  const box = document.createElement("div");
  box.className = "notice notice-info";
  const words = document.createElement("p");
  words.className = "notice-words";
  words.textContent = `${document.body.dataset.newVersion} `;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-second";
  button.textContent = document.body.dataset.load;
  button.addEventListener("click", () => worker.postMessage("take-over"));
  box.append(words, button);
  place.replaceChildren(box);
}

export async function register() {
  const url = document.body.dataset.worker;
  if (!url || !navigator.serviceWorker) return;
  let isTakingOver = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isTakingOver) location.reload();
    isTakingOver = true;
  });
  try {
    const registration = await navigator.serviceWorker.register(url, { scope: "/" });
    if (registration.waiting && navigator.serviceWorker.controller) offerNewVersion(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const fresh = registration.installing;
      fresh?.addEventListener("statechange", () => {
        const isUpdate = fresh.state === "installed" && navigator.serviceWorker.controller;
        if (isUpdate) offerNewVersion(fresh);
      });
    });
  } catch {
    // A browser that refuses a worker (private window, old phone) shows the same pages online.
  }
}

export function reportFailures() {
  document.body.addEventListener("htmx:sendError", () => toast(document.body.dataset.offline, "warn"));
  document.body.addEventListener("htmx:responseError", (event) => {
    let text = document.body.dataset.broken;
    try {
      const problem = JSON.parse(event.detail.xhr.responseText);
      text = `${problem.title ?? text} (${problem.code ?? event.detail.xhr.status})`;
    } catch {
      // Not a problem document: the general sentence stands.
    }
    toast(text, "err");
  });
}
