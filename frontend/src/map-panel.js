// A map that loads after a tap. The list beside it shows the same.

import { addStyleSheet } from "./page.js";

const FINISHED = ["DONE", "REJECTED"];

async function show(panel, button) {
  button.disabled = true;
  const holder = panel.querySelector("[data-map]");
  try {
    const geography = await import("./geography.js");
    await addStyleSheet(panel.dataset.css);
    button.hidden = true;
    holder.hidden = false;
    const { lat, lon, base, points } = panel.dataset;
    const centre = lat ? [Number(lat), Number(lon)] : null;
    const map = await geography.open(holder, { baseUrl: base, centre, zoom: 15 });
    if (centre) geography.L.marker(centre, { icon: geography.pin(), keyboard: false, alt: panel.getAttribute("aria-label") }).addTo(map);
    if (points) await addPoints(geography, map, points, panel);
    panel.dataset.state = "ready";
  } catch {
    holder.hidden = true;
    button.hidden = true;
    panel.dataset.state = "failed";
    panel.querySelector("[role=status]").classList.remove("hidden");
    panel.querySelector("[role=status]").textContent = panel.dataset.failed;
  }
}

async function addPoints(geography, map, url, panel) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`points ${answer.status}`);
  const { features } = await answer.json();
  for (const feature of features) {
    const [lon, lat] = feature.geometry.coordinates;
    const { title, url: href, group } = feature.properties;
    const marker = geography.L.marker([lat, lon], {
      icon: geography.pin(group), alt: title, title, zIndexOffset: FINISHED.includes(group) ? -1000 : 0,
    });
    const words = document.createElement("a");
    words.href = href;
    words.textContent = title;
    marker.bindPopup(words).addTo(map);
  }
  panel.querySelector("[role=status]").textContent = String(features.length);
}

export function start(root) {
  for (const panel of root.querySelectorAll("[data-map-panel]")) {
    const button = panel.querySelector("[data-show-map]");
    if (!button) continue;
    button.hidden = !(panel.dataset.base || panel.dataset.points);
    button.addEventListener("click", () => show(panel, button));
  }
}
