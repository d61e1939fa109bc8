// Live values: server-sent events patch elements by data-live; the page itself was the snapshot.

const QUIET_MS = 120_000;

export function start() {
  const base = document.body.dataset.liveUrl;
  if (!base || !window.EventSource) return;
  const since = document.querySelector("[data-live-seq]")?.dataset.liveSeq ?? "";
  const source = new EventSource(`${base}${since ? `?after=${since}` : ""}`, { withCredentials: true });
  let last = Date.now();
  let isPaused = false;
  for (const button of document.querySelectorAll("[data-live-pause]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      isPaused = !isPaused;
      button.setAttribute("aria-pressed", String(isPaused));
    });
  }
  source.addEventListener("values", (event) => {
    last = Date.now();
    if (isPaused) return;
    for (const [key, value] of Object.entries(JSON.parse(event.data))) {
      for (const element of document.querySelectorAll(`[data-live="${CSS.escape(key)}"]`)) {
        if (element.textContent !== String(value)) element.textContent = value;
        element.classList.remove("is-stale");
      }
    }
  });
  setInterval(() => {
    if (Date.now() - last < QUIET_MS) return;
    for (const element of document.querySelectorAll("[data-live]")) element.classList.add("is-stale");
  }, 15_000);
  addEventListener("pagehide", () => source.close(), { once: true });
}
