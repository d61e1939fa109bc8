// One photo made smaller: turned as its EXIF says, at most 1,600 px, JPEG 0.8, no EXIF left.
// Needs OffscreenCanvas; runs in workers.

export const EDGE = 1600;
export const QUALITY = 0.8;
export const AS_IT_IS = 8 * 1024 * 1024; // what the server takes unread

export async function shrink(file, { edge = EDGE, quality = QUALITY } = {}) {
  const full = await createImageBitmap(file);
  const scale = Math.min(1, edge / Math.max(full.width, full.height));
  const width = Math.round(full.width * scale);
  const height = Math.round(full.height * scale);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "medium";
  context.drawImage(full, 0, 0, width, height);
  full.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}
