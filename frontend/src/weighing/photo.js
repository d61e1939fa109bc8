// A photo of what lies on the scale: made small on the phone, known by the hash of its bytes, which
// stands in the record. The picture itself follows after the records.

import { shrink } from "../shrink.js";
import { hex } from "./chain.js";

const EDGE = 1280;
const QUALITIES = [0.7, 0.5, 0.3];
const MOST = 900_000; // the city reads a megabyte

export async function take(file) {
  for (const quality of QUALITIES) {
    const blob = await shrink(file, { edge: EDGE, quality });
    if (blob.size > MOST) continue;
    const bytes = await blob.arrayBuffer();
    return { bytes, hash: hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) };
  }
  throw new Error("large");
}
