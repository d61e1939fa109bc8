// Shrinks one photo away from the page, which stays quick under the thumb.

import { shrink } from "./shrink.js";

self.addEventListener("message", async ({ data: { id, file } }) => {
  try {
    self.postMessage({ id, blob: await shrink(file) });
  } catch (error) {
    self.postMessage({ id, reason: String(error) });
  }
});
