// "Kabari saya di ponsel ini": offered on the receipt, never asked for on its own.

function keyBytes(text) {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

async function subscribe({ key, url, secret }) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const registration = await navigator.serviceWorker.ready;
  const wish = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) });
  const { endpoint, keys } = wish.toJSON();
  const language = document.documentElement.lang === "en" ? "en" : "id";
  const answer = await fetch(url, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-Report-Secret": secret },
    body: JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth }, language }),
  });
  return answer.ok;
}

export function start(element) {
  const isPossible = "PushManager" in window && "Notification" in window && navigator.serviceWorker;
  if (!isPossible || Notification.permission === "denied") return;
  element.hidden = false;
  const button = element.querySelector("button");
  button.addEventListener("click", async () => {
    const said = element.querySelector("[data-push-said]");
    button.setAttribute("aria-disabled", "true");
    try {
      const isDone = await subscribe(element.dataset);
      said.textContent = isDone ? element.dataset.done : element.dataset.refused;
      button.hidden = isDone;
    } catch {
      said.textContent = element.dataset.refused; // no push service reached, or none in this browser
    }
    button.removeAttribute("aria-disabled");
  });
}
