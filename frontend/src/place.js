// Where is it: the phone's own position, or a pin. The typed landmark and the list need no script.

import { addStyleSheet } from "./page.js";

const COARSE_M = 100;
const STEP_M = 10;
const M_PER_DEGREE = 111_320;
const SETTLED_MS = 400; // a pin that moves by arrow keys is asked about when it rests

class PlaceField {
  constructor(element) {
    this.element = element;
    this.said = element.querySelector("[data-said]");
    this.input = (name) => element.querySelector(`[name=${name}]`);
    const locate = element.querySelector("[data-locate]");
    if (navigator.geolocation && isSecureContext) locate.addEventListener("click", () => this.locate());
    else locate.hidden = true;
    const show = element.querySelector("[data-show-map]");
    if (element.dataset.base) show.addEventListener("click", () => this.showMap(show));
    else show.hidden = true;
    element.addEventListener("input", ({ target }) => { if (target === element) this.ask(); }); // filled from a draft
    this.ask();
  }

  say(key, metres) {
    this.said.textContent = (this.said.dataset[key] ?? "").replace("{m}", Math.round(metres ?? 0));
  }

  locate() {
    this.say("asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.keep(coords.latitude, coords.longitude, "gps", coords.accuracy);
        this.say(coords.accuracy > COARSE_M ? "coarse" : "found", coords.accuracy);
        if (coords.accuracy > COARSE_M) this.showMap(this.element.querySelector("[data-show-map]"));
        this.marker?.setLatLng([coords.latitude, coords.longitude]);
        this.map?.setView([coords.latitude, coords.longitude], 17);
      },
      () => this.say("refused"),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  }

  keep(lat, lon, source, accuracy = "") {
    this.input("lat").value = lat.toFixed(6);
    this.input("lon").value = lon.toFixed(6);
    this.input("accuracy_m").value = accuracy === "" ? "" : accuracy.toFixed(1);
    this.input("source").value = source;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(), SETTLED_MS);
  }

  // Whether the position lies in the city. Without a signal the last step says it.
  async ask() {
    const [lat, lon] = [this.input("lat").value, this.input("lon").value];
    const { where } = this.element.dataset;
    if (!where || !lat || !navigator.onLine) return;
    try {
      const answer = await fetch(`${where}?${new URLSearchParams({ lat, lon })}`);
      if (answer.ok && this.input("lat").value === lat && this.input("lon").value === lon) this.tell(await answer.json());
    } catch {
      // The line broke: nothing is known, nothing is said.
    }
  }

  tell({ outside }) {
    const words = this.element.querySelector("[data-outside-said]");
    words.textContent = outside;
    words.hidden = !outside;
    const ways = this.element.closest("form")?.querySelector("[data-when-outside]");
    if (ways && outside) ways.open = true;
  }

  async showMap(button) {
    if (this.map || !this.element.dataset.base) return;
    button.disabled = true;
    const holder = this.element.querySelector("[data-map]");
    try {
      const geography = await import("./geography.js");
      await addStyleSheet(button.dataset.css);
      holder.hidden = false;
      button.hidden = true;
      const known = this.input("lat").value
        ? [Number(this.input("lat").value), Number(this.input("lon").value)]
        : null;
      this.map = await geography.open(holder, { baseUrl: this.element.dataset.base, centre: known, zoom: 16 });
      this.marker = geography.L.marker(known ?? this.map.getCenter(), {
        icon: geography.pin(), draggable: true, autoPan: true, keyboard: true, alt: this.said.dataset.pin,
      }).addTo(this.map);
      this.marker.on("dragend", () => this.moved(this.marker.getLatLng()));
      this.map.on("click", (event) => this.moved(event.latlng));
      this.marker.getElement().addEventListener("keydown", (event) => this.byKey(event));
    } catch {
      holder.hidden = true;
      button.hidden = false;
      button.disabled = false;
    }
  }

  moved(at) {
    this.marker.setLatLng(at);
    this.keep(at.lat, at.lng, "pin");
    this.say("moved");
  }

  byKey(event) {
    const steps = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.marker.getLatLng();
    const degrees = STEP_M / M_PER_DEGREE;
    this.moved({
      lat: at.lat + step[0] * degrees,
      lng: at.lng + (step[1] * degrees) / Math.cos((at.lat * Math.PI) / 180),
    });
  }
}

export function start(root) {
  for (const element of root.querySelectorAll("[data-place]")) new PlaceField(element);
}
