// A camera's set-up by hand: what is drawn goes into the number fields, and the server draws from
// them what it would count by. Without this file the fields and "Show" do the same.

const SOON_MS = 200;
const CORNERS = ["near_left", "near_right", "far_right", "far_left"];

export function start(form) {
  let [waits, asked] = [0, 0];
  const field = (name) => form.elements.namedItem(name);
  const put = (name, value) => { field(name).value = String(Math.round(value * 100) / 100); };

  async function show() {
    const mine = (asked += 1);
    const answer = await fetch(form.action || location.href, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" },
    }).catch(() => null);
    if (!answer || (!answer.ok && answer.status !== 422) || mine !== asked || held) return;
    const came = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-drawn]");
    if (!came || mine !== asked || held) return;
    const here = form.querySelector("[data-drawn]");
    here.querySelector("svg").replaceWith(came.querySelector("svg"));
    here.querySelector("[aria-live]").replaceChildren(...came.querySelector("[aria-live]").childNodes);
  }
  const soon = () => { clearTimeout(waits); waits = setTimeout(show, SOON_MS); };

  // Where the pointer is, in pixels of the camera's picture.
  function place(event) {
    const svg = form.querySelector(".camera-sight svg");
    const { width, height } = svg.viewBox.baseVal;
    const box = svg.getBoundingClientRect();
    const inside = (part, whole) => Math.min(whole - 1, Math.max(0, part * whole));
    return [inside((event.clientX - box.left) / box.width, width), inside((event.clientY - box.top) / box.height, height)];
  }

  // The same in metres on the road.
  function onRoad([x, y]) {
    const m = form.querySelector(".camera-sight svg").dataset.toRoad.split(" ").map(Number);
    const depth = m[6] * x + m[7] * y + m[8];
    return [(m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth];
  }

  function move(grip, at) {
    const name = grip.dataset.grip;
    for (const circle of grip.children) {
      circle.setAttribute("cx", at[0]);
      circle.setAttribute("cy", at[1]);
    }
    if (CORNERS.includes(name)) {
      put(`${name}_x`, Math.round(at[0]));
      put(`${name}_y`, Math.round(at[1]));
      const points = CORNERS.map((one) => `${field(`${one}_x`).value},${field(`${one}_y`).value}`);
      form.querySelector(".camera-rectangle")?.setAttribute("points", points.join(" "));
      return;
    }
    const [across, along] = onRoad(at);
    put(name, name === "lower" || name === "upper" ? along : across);
  }

  let held = null;
  form.addEventListener("pointerdown", (event) => {
    held = event.target.closest("[data-grip]");
    if (!held) return;
    event.preventDefault();
    form.querySelector(".camera-sight").setPointerCapture(event.pointerId);
  });
  form.addEventListener("pointermove", (event) => { if (held) move(held, place(event)); });
  for (const end of ["pointerup", "pointercancel"]) {
    form.addEventListener(end, () => {
      if (held) soon();
      held = null;
    });
  }
  form.addEventListener("input", soon);
  form.querySelector("[data-still-again]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const picture = form.querySelector("[data-still]");
    picture.src = `${picture.src.split("?")[0]}?${Date.now()}`;
  });
}
