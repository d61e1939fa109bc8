// The page where an officer registers this phone and begins a session on it: the public half of the
// phone's key goes along with the form, and the package comes down.

import { Refusal } from "../asking.js";
import { deviceKey, enrolled, publicKey } from "./keys.js";
import { download, keepOnly } from "./package.js";

export async function start(element) {
  const form = element.querySelector("form[data-enrol]");
  const key = await publicKey();
  if (form) form.querySelector("[name=public_key]").value = key;
  const mine = [...element.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (mine) await enrolled(mine.dataset.device);
  const { device_id: device } = await deviceKey();
  element.querySelector("[data-unknown-phone]").hidden = Boolean(mine);
  const links = [...element.querySelectorAll("[data-begin-session]")];
  await keepOnly(links.map((link) => link.dataset.beginSession));
  for (const link of links) {
    link.hidden = !mine;
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const said = element.querySelector("[data-said]");
      said.textContent = said.dataset.fetching;
      try {
        await download(link.dataset.beginSession, device);
        location.assign(link.href);
      } catch (error) {
        said.textContent = error instanceof Refusal ? error.problem.detail || said.dataset.failed : said.dataset.failed;
      }
    });
  }
}
