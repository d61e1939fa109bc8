// Before and after on top of each other, with a slider. Both pictures stay in the page.

export function start(root) {
  for (const pair of root.querySelectorAll("[data-pair]")) {
    const [before, after] = pair.querySelectorAll("img");
    if (!before || !after || pair.querySelector("input")) continue;
    const range = document.createElement("input");
    range.type = "range";
    range.min = 0;
    range.max = 100;
    range.value = 100;
    range.className = "pair-range";
    range.setAttribute("aria-label", pair.dataset.label);
    range.addEventListener("input", () => {
      after.style.clipPath = `inset(0 0 0 ${100 - range.value}%)`;
    });
    pair.append(range);
  }
}
