// The slider under before and after uncovers the second picture. Both stay in the page.

export function start(root) {
  for (const pair of root.querySelectorAll("[data-pair]")) {
    const [, after] = pair.querySelectorAll("img");
    const range = pair.querySelector("input");
    if (!after || !range) continue;
    range.addEventListener("input", () => {
      after.style.clipPath = `inset(0 0 0 ${100 - range.value}%)`;
    });
  }
}
