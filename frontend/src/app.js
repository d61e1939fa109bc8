// Every page but the ones under Trusted Types. Heavy parts come only where their element stands.

import htmx from "htmx.org";

import { register, reportFailures, watchSignal } from "./connection.js";
import { enliven, sendPlain } from "./page.js";

async function parts(root) {
  const has = (selector) => root.querySelector(selector);
  if (has("[data-photos]")) (await import("./photo.js")).start(root);
  if (has("[data-place]")) (await import("./place.js")).start(root);
  if (has("[data-map-panel]")) (await import("./map-panel.js")).start(root);
  if (has("[data-pair]")) (await import("./pair.js")).start(root);
  if (has("[data-live]")) (await import("./live.js")).start(root);
  if (has("[data-fresh]")) (await import("./fresh.js")).start(has("[data-fresh]"));
  if (has("[data-alarm]")) (await import("./alarm.js")).start(has("[data-alarm]"));
  if (has("[data-round]")) (await import("./round.js")).start(has("[data-round]"));
  if (has("[data-weighing]")) await (await import("./weighing/screen.js")).start(has("[data-weighing]"));
  if (has("[data-weighing-phone]")) await (await import("./weighing/phone.js")).start(has("[data-weighing-phone]"));
  if (has("[data-push]")) (await import("./phone/push.js")).start(has("[data-push]"));
  if (has("form[data-report]")) await (await import("./phone/flow.js")).start(has("form[data-report]"));
  if (has("[data-tray]")) await (await import("./phone/tray.js")).start(has("[data-tray]"));
}

// A step of a report waits for the part that keeps it on the phone; should that fail, the plain
// form goes to the server.
function hold(form, ready) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { submitter } = event;
    try {
      await ready;
      await (await import("./phone/flow.js")).submit(form, submitter);
    } catch {
      sendPlain(form, submitter);
    }
  });
}

async function sendWhatWaits() {
  let isWaiting = false;
  try {
    isWaiting = Boolean(localStorage.getItem("sewaka-outbox"));
  } catch {
    // No memory for hints; the tray looks by itself.
  }
  if (isWaiting) await (await import("./phone/sending.js")).start();
}

document.documentElement.classList.add("has-script");
enliven();
watchSignal();
reportFailures();
const ready = parts(document);
for (const form of document.querySelectorAll("form[data-report]")) hold(form, ready);
sendWhatWaits();
htmx.onLoad((element) => {
  if (element === document.body) return;
  enliven(element);
  parts(element);
});
if (document.readyState === "complete") register();
else addEventListener("load", register);
