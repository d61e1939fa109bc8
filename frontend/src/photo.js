// Photos shrink on the phone, one at a time, in a worker, before they are sent. EXIF stays behind.

import { AS_IT_IS, EDGE, QUALITY } from "./shrink.js";

let worker;
function shrink(file) {
  worker ??= new Worker(new URL("photo-worker.js", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    const id = crypto.getRandomValues(new Uint32Array(1))[0];
    const listen = ({ data }) => {
      if (data.id !== id) return;
      worker.removeEventListener("message", listen);
      if (data.blob) resolve(data.blob);
      else reject(new Error(data.reason));
    };
    worker.addEventListener("message", listen);
    worker.addEventListener("error", () => reject(new Error("worker")), { once: true });
    worker.postMessage({ id, file });
  });
}

// Safari before 16.4 has no OffscreenCanvas in a worker.
async function shrinkHere(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("encode"))), "image/jpeg", QUALITY);
  });
}

async function smaller(file) {
  try {
    return typeof OffscreenCanvas === "undefined" ? await shrinkHere(file) : await shrink(file);
  } catch {
    if (file.size <= AS_IT_IS) return file; // the server can read more kinds than the browser
    throw new Error("unreadable");
  }
}

const fields = new WeakMap();

// The field of that element. It says "photo-kept" {photo, original} and "photo-removed" {photo}.
export const fieldOf = (element) => fields.get(element);

class PhotoField {
  constructor(element) {
    fields.set(element, this);
    this.element = element;
    this.live = element.querySelector("[role=status]");
    this.kept = [];
    this.inputs = [...element.querySelectorAll("input[type=file]")];
    this.list = element.querySelector(".thumbs");
    if (!this.list) {
      this.list = document.createElement("ul");
      this.list.className = "thumbs";
      element.querySelector(".pickers").before(this.list);
    }
    this.stored = this.list.children.length;
    // What is sent: one input that holds the shrunk files, instead of the two that took them.
    this.carrier = document.createElement("input");
    this.carrier.type = "file";
    this.carrier.multiple = true;
    this.carrier.hidden = true;
    this.carrier.name = this.inputs[0].name;
    element.append(this.carrier);
    for (const input of this.inputs) {
      input.removeAttribute("name");
      input.addEventListener("change", () => this.take(input));
    }
  }

  get room() {
    return Number(this.element.dataset.most) - this.stored - this.kept.length;
  }

  // Where the phone is now, beside a proof of work: shrinking took it out of the photo.
  place() {
    const name = this.element.dataset.proof;
    if (!name || !navigator.geolocation || !isSecureContext) return;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const [axis, degrees] of [["lat", coords.latitude], ["lon", coords.longitude]]) {
          const field = (this[axis] ??= document.createElement("input"));
          Object.assign(field, { type: "hidden", name: `${name}_${axis}`, value: degrees });
          this.element.append(field);
        }
      },
      () => {},
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }

  async take(input) {
    this.place();
    const files = [...input.files].slice(0, this.room);
    input.value = "";
    for (const file of files) await this.add(file);
  }

  async add(file) {
    const words = this.element.dataset;
    const row = this.row(words.shrinking);
    this.live.textContent = words.shrinking;
    try {
      const blob = await smaller(file);
      const name = blob === file ? file.name : `${file.name.replace(/\.\w+$/, "")}.jpg`;
      const photo = new File([blob], name, { type: blob.type || file.type });
      this.kept.push(photo);
      this.draw(row, photo);
      this.say("photo-kept", { photo, original: file, row });
    } catch {
      row.classList.add("thumb-failed");
      row.querySelector(".thumb-words").textContent = words.tooLarge;
      this.live.textContent = words.tooLarge;
    }
    this.sync();
  }

  // A photo that was chosen and made smaller on an earlier visit.
  restore(photo) {
    this.kept.push(photo);
    this.draw(this.row(""), photo);
    this.sync();
  }

  say(name, detail) {
    this.element.dispatchEvent(new CustomEvent(name, { detail }));
  }

  row(text) {
    const row = document.createElement("li");
    row.className = "thumb";
    const empty = document.createElement("span");
    empty.className = "thumb-empty";
    const words = document.createElement("span");
    words.className = "thumb-words";
    words.textContent = text;
    row.append(empty, words);
    this.list.append(row);
    return row;
  }

  draw(row, photo) {
    const words = this.element.dataset;
    const picture = document.createElement("img");
    picture.width = picture.height = 96;
    picture.alt = "";
    picture.src = URL.createObjectURL(photo);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    row.firstChild.replaceWith(picture);
    row.classList.add("thumb-sent");
    row.querySelector(".thumb-words").textContent = words.ready;
    this.live.textContent = words.ready;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button-quiet";
    remove.textContent = words.remove;
    remove.addEventListener("click", () => {
      this.kept = this.kept.filter((other) => other !== photo);
      row.remove();
      this.sync();
      this.say("photo-removed", { photo });
      this.inputs[0].focus();
    });
    row.append(remove);
  }

  sync() {
    const bag = new DataTransfer();
    for (const photo of this.kept) bag.items.add(photo);
    this.carrier.files = bag.files;
    this.element.querySelector(".pickers").hidden = this.room <= 0;
    // The count was the server's; the photos themselves now say how many there are.
    for (const count of this.element.querySelectorAll(":scope > .below")) count.hidden = this.kept.length > 0;
  }
}

export function start(root) {
  for (const element of root.querySelectorAll("[data-photos]")) {
    if (element.querySelector(".pickers")) new PhotoField(element);
  }
}
