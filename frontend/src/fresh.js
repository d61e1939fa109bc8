// Figures that change while somebody looks on: the page asks for itself again and puts in what is new.
//
//   <p data-fresh="5" data-part="when">   every five seconds; once on a page
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

export function start(element) {
  const pause = Number(element.dataset.fresh) * 1000;
  const turn = async () => {
    // Without a signal the page keeps what it has, and the age that it tells.
    if (document.visibilityState === "visible") await renew().catch(() => {});
    setTimeout(turn, pause);
  };
  setTimeout(turn, pause);
}
