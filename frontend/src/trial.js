// Two minutes beside a camera: what its lines see as a trace, who was tapped, and at the end both
// counts. The camera's own is not shown before, so that nobody counts by it.

const SHOWN = 100; // moments in a trace: twenty seconds
const TALL = 18;

export function start(form) {
  form.hidden = false;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const taps = [...form.querySelectorAll("[data-tap]")];
  const traces = [...form.querySelectorAll(".trial-trace")].map((svg) => ({ svg, far: [], near: [] }));
  const say = (words) => { if (part("said").textContent !== words) part("said").textContent = words; };
  const picture = document.querySelector("[data-still]");
  let isRunning = false;

  function tap(button) {
    if (!isRunning) return;
    const input = form.elements.namedItem(`tapped_${button.dataset.tap}`);
    input.value = String(Number(input.value) + 1);
    button.querySelector("[data-taps]").textContent = input.value;
  }
  for (const button of taps) button.addEventListener("click", () => tap(button));
  addEventListener("keydown", (event) => {
    const button = taps.find((one) => one.dataset.tap === event.key);
    if (button && !event.repeat) tap(button);
  });

  function draw(trace, far, near) {
    for (const [values, value, base, line] of [[trace.far, far, 20, ".trial-far"], [trace.near, near, 42, ".trial-near"]]) {
      values.push(base - value * TALL);
      if (values.length > SHOWN) values.shift();
      const points = values.map((y, at) => `${at * 2},${y.toFixed(1)}`);
      trace.svg.querySelector(line).setAttribute("points", points.join(" "));
    }
  }

  function hear(moment) {
    if (moment.busy) return say(form.dataset.busy);
    if (moment.picture) picture.src = `data:image/jpeg;base64,${moment.picture}`;
    traces.forEach((trace, n) => draw(trace, moment.upper[n], moment.lower[n]));
    if (moment.result) {
      form.elements.namedItem("result").value = moment.result;
      part("keep").hidden = false;
      isRunning = false;
      return say(`${form.dataset.over} ${moment.counts.map((count, n) => `${n + 1}: ${count}`).join(", ")}`);
    }
    if (!moment.t) return say(form.dataset.learning);
    if (!isRunning) {
      isRunning = true;
      for (const button of taps) button.disabled = false;
      taps[0].focus();
    }
    if (moment.blind) return say(form.dataset.blind);
    // A screen reader hears each ten seconds, not each one.
    const left = Math.ceil((Number(form.dataset.seconds) - moment.t) / 10) * 10;
    return say(`${form.dataset.begun} ${form.dataset.left.replace("{s}", left)}`);
  }

  async function run() {
    part("begin").disabled = true;
    part("keep").hidden = true;
    for (const button of taps) {
      form.elements.namedItem(`tapped_${button.dataset.tap}`).value = "0";
      button.querySelector("[data-taps]").textContent = "0";
    }
    say(form.dataset.learning);
    try {
      const answer = await fetch(form.dataset.url);
      if (!answer.ok) throw new Error(answer.status);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const lines = (rest + read.value).split("\n");
        rest = lines.pop();
        for (const line of lines) hear(JSON.parse(line));
      }
      if (isRunning) throw new Error("broken off");
    } catch {
      say(form.dataset.broken);
    }
    isRunning = false;
    for (const button of taps) button.disabled = true;
    part("begin").disabled = false;
  }
  part("begin").addEventListener("click", run);
}
