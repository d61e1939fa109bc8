// How many reports lie unsent on this phone, for whoever is about to sign out of it.

import * as store from "./store.js";

export async function start(place) {
  if (!(await store.isUsable())) return;
  const count = (await store.drafts()).filter((one) => !one.removed_at).length;
  if (!count) return;
  const { one, many } = place.dataset;
  place.querySelector("p").textContent = count === 1 ? one : many.replace("{n}", count);
  place.hidden = false;
}
