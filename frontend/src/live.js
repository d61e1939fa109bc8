// Somebody else changed what this page shows: say so, and offer to load it. Nothing moves by itself.
//
//   <div data-live="L26-..." data-version="3" data-text="..." data-action="..." hidden>

import { toast } from "./page.js";

const OWN_CHANGE_MS = 5000; // what arrives right after loading is the change that led here

function listen(element) {
  const wanted = element.dataset.live ? `?number=${encodeURIComponent(element.dataset.live)}` : "";
  const known = Number(element.dataset.version || 0);
  const began = Date.now();
  const source = new EventSource(`${document.body.dataset.liveUrl}${wanted}`, { withCredentials: true });
  const tell = () => toast(element.dataset.text, "info", { text: element.dataset.action, href: location.href });
  source.addEventListener("change", (event) => {
    const { version } = JSON.parse(event.data);
    const isNew = known ? version > known : Date.now() - began > OWN_CHANGE_MS;
    if (isNew) tell();
  });
  source.addEventListener("reload", tell);
  addEventListener("pagehide", () => source.close(), { once: true });
}

export function start(root) {
  if (!document.body.dataset.liveUrl || !window.EventSource) return;
  for (const element of root.querySelectorAll("[data-live]")) listen(element);
}
