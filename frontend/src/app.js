// Every page but the ones under Trusted Types. Heavy parts come only where their element stands.

import htmx from "htmx.org";

import { register, reportFailures, watchSignal } from "./connection.js";
import { enliven } from "./page.js";

async function parts(root) {
  const has = (selector) => root.querySelector(selector);
  if (has("[data-photos]")) (await import("./photo.js")).start(root);
  if (has("[data-place]")) (await import("./place.js")).start(root);
  if (has("[data-map-panel]")) (await import("./map-panel.js")).start(root);
  if (has("[data-pair]")) (await import("./pair.js")).start(root);
  if (has("[data-live]")) (await import("./live.js")).start(root);
}

document.documentElement.classList.add("has-script");
enliven();
watchSignal();
reportFailures();
parts(document);
htmx.onLoad((element) => {
  if (element === document.body) return;
  enliven(element);
  parts(element);
});
if (document.readyState === "complete") register();
else addEventListener("load", register);
