// The control room's map: loaded where it stands, taken down on leaving. Where it can not be drawn,
// one sentence says so, and the table beneath shows the same.

import { addStyleSheet } from "./page.js";

const LOST_MOST = 1; // a lost picture is drawn anew once

function canDraw() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext(); // browsers keep few of them
    return Boolean(context);
  } catch {
    return false;
  }
}

export async function start(panel) {
  let map = null;
  let lost = 0;
  const fail = () => {
    map?.remove();
    map = null;
    panel.dataset.state = "failed";
    panel.querySelector(".map-failed").textContent = panel.dataset.failed;
  };
  const open = async () => {
    try {
      const control = await import("./map-control.js");
      await addStyleSheet(panel.dataset.css);
      map = await control.open(panel);
      map.on("webglcontextlost", () => setTimeout(again));
      panel.dataset.state = "ready";
      panel.querySelector("[data-map]").removeAttribute("aria-busy");
    } catch {
      fail();
    }
  };
  const again = () => {
    lost += 1;
    if (lost > LOST_MOST) return fail();
    map?.remove();
    return open();
  };
  addEventListener("pagehide", () => { map?.remove(); map = null; });
  addEventListener("pageshow", (event) => { if (event.persisted && panel.dataset.state === "ready") open(); });
  if (canDraw()) await open();
  else fail();
}
