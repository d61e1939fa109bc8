// Decodes, turns and shrinks one photo; gives back a JPEG without any EXIF.

self.addEventListener("message", async ({ data: { id, file, edge } }) => {
  try {
    const full = await createImageBitmap(file);
    const scale = Math.min(1, edge / Math.max(full.width, full.height));
    const width = Math.round(full.width * scale);
    const height = Math.round(full.height * scale);
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "medium";
    context.drawImage(full, 0, 0, width, height);
    full.close();
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    self.postMessage({ id, blob });
  } catch (error) {
    self.postMessage({ id, reason: String(error) });
  }
});
