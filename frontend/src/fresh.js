// Figures that change while somebody looks on: the page asks for itself again and puts in what is new.
//
//   <p data-fresh="5" data-part="when">   every five seconds; once on a page
//   <p data-fresh="5" data-fresh-layer="traffic" data-fresh-key="J07" ...>   when the stream says so
//
// Taken over are parts of the same name, [data-part], and rows of the same key, [data-row]. They stay
// where they are, and what has the focus stays as it is: nothing moves under the reader.

const PARTS = "[data-part], [data-row]";
const nameOf = (part) => part.dataset.part ?? part.dataset.row;

async function renew() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = new Map([...page.querySelectorAll(PARTS)].map((part) => [nameOf(part), part]));
  for (const part of document.querySelectorAll(PARTS)) {
    const next = found.get(nameOf(part));
    const isTouched = part.contains(document.activeElement);
    if (next && !isTouched && part.innerHTML !== next.innerHTML) part.replaceChildren(...next.childNodes);
  }
}

// By the clock; once the stream speaks, when it tells of a change, at most every two seconds. The clock
// goes on beside it, slower: what ages by itself is told by nobody.
const QUIET_MS = 15000;
const APART_MS = 2000;
const LOOK_MS = 500;

export function start(element) {
  const pause = Number(element.dataset.fresh) * 1000;
  let isLive = false;
  let isWanted = false; // told of while the last look was under way, or too short ago
  let isLooking = false;
  let last = Date.now();
  const look = async () => {
    const age = Date.now() - last;
    const isDue = age >= (isLive ? QUIET_MS : pause) || (isWanted && age >= APART_MS);
    // Without a signal the page keeps what it has, and the age that it tells.
    if (isLooking || !isDue || document.visibilityState !== "visible") return;
    isLooking = true;
    isWanted = false;
    await renew().catch(() => {});
    isLooking = false;
    last = Date.now();
  };
  setInterval(look, LOOK_MS);
  follow(element, { told: () => { isWanted = true; }, is: (live) => { isLive = live; } });
}

// The browser asks again by itself after a break, from where it stood.
function follow(element, { told, is }) {
  const { freshLayer, freshKey } = element.dataset;
  const address = document.body.dataset.liveUrl;
  if (!freshLayer || !address || !window.EventSource) return;
  const source = new EventSource(`${address}?layer=${encodeURIComponent(freshLayer)}`, { withCredentials: true });
  source.addEventListener("state", (event) => {
    is(true);
    const state = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent("sewaka:state", { detail: state }));
    if (!freshKey || state.key === freshKey) told();
  });
  source.addEventListener("error", () => is(false));
  addEventListener("pagehide", () => source.close(), { once: true });
}
