// A sound for a new alarm, once for each, and only where somebody has asked for it.
//
//   <button data-alarm aria-pressed="false" ...>   the switch; this browser remembers it
//   <span data-unseen="ID">                        inside a part that renews itself: the newest alarm
//
// A browser lets no page sound before somebody has touched it: until then a remembered switch waits
// for the first click or key, and says nothing. Which alarms have sounded is known to all windows of
// this browser, so that two open rooms do not sound twice.

const WANTED = "sewaka-alarm-sound";
const SOUNDED = "sewaka-alarm-sounded";
const TONES_HZ = [660, 880];
const TONE_S = 0.18;
const LOUDNESS = 0.2;

const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* as it is */ } };

function play(context) {
  TONES_HZ.forEach((hertz, number) => {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const begin = context.currentTime + number * TONE_S * 1.2;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.02);
    volume.gain.linearRampToValueAtTime(0, begin + TONE_S);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + TONE_S);
  });
}

export function start(button) {
  const said = document.querySelector("[data-alarm-said]");
  let context = null;
  const isOn = () => button.getAttribute("aria-pressed") === "true";
  const newest = () => document.querySelector("[data-unseen]")?.dataset.unseen ?? "";

  const open = async () => {
    try {
      context ??= new AudioContext();
      await context.resume();
    } catch {
      said.textContent = button.dataset.refused;
    }
  };
  const look = () => {
    const alarm = newest();
    if (!alarm || !isOn() || context?.state !== "running" || remembered(SOUNDED) === alarm) return;
    remember(SOUNDED, alarm);
    play(context);
    document.dispatchEvent(new CustomEvent("sewaka:alarm", { detail: alarm }));
  };
  button.addEventListener("click", async () => {
    button.setAttribute("aria-pressed", String(!isOn()));
    remember(WANTED, isOn() ? "1" : "");
    if (!isOn()) return;
    await open();
    if (context?.state === "running") play(context); // so that one hears what one has asked for
    remember(SOUNDED, newest());
  });
  button.setAttribute("aria-pressed", String(remembered(WANTED) === "1"));
  const touched = async () => {
    if (!isOn() || context) return;
    await open();
    look();
  };
  addEventListener("pointerdown", touched);
  addEventListener("keydown", touched);
  const strip = document.querySelector('[data-part="strip"]');
  if (strip) new MutationObserver(look).observe(strip, { childList: true, subtree: true });
}
