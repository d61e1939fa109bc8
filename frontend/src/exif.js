// Where a photo was taken, by its EXIF: read only when the person asks for it, before the photo is
// made smaller and loses it. Exif 2.32, section 4.6.6 (GPS attribute information).

const APP1 = 0xffe1;
const START_OF_SCAN = 0xffda;
const GPS_POINTER = 0x8825;
const [LAT_REF, LAT, LON_REF, LON] = [1, 2, 3, 4];
const HEAD = 256 * 1024; // EXIF stands at the beginning of the file

function exifAt(view) {
  if (view.getUint16(0) !== 0xffd8) return -1;
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === APP1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if (marker === START_OF_SCAN || (marker & 0xff00) !== 0xff00) break;
  }
  return -1;
}

class Tiff {
  constructor(view, at) {
    this.view = view;
    this.at = at;
    this.little = view.getUint16(at) === 0x4949;
  }

  short(offset) { return this.view.getUint16(this.at + offset, this.little); }

  long(offset) { return this.view.getUint32(this.at + offset, this.little); }

  entries(offset) {
    const found = new Map();
    for (let n = 0; n < this.short(offset); n += 1) {
      const entry = offset + 2 + n * 12;
      found.set(this.short(entry), entry);
    }
    return found;
  }

  letter(entry) { return String.fromCharCode(this.view.getUint8(this.at + entry + 8)); }

  degrees(entry) {
    const at = this.long(entry + 8);
    const part = (n) => this.long(at + n * 8) / this.long(at + n * 8 + 4);
    return part(0) + part(1) / 60 + part(2) / 3600;
  }
}

// {lat, lon} in WGS84 degrees, or null.
export async function positionOf(file) {
  try {
    const view = new DataView(await file.slice(0, HEAD).arrayBuffer());
    const at = exifAt(view);
    if (at < 0) return null;
    const tiff = new Tiff(view, at);
    const pointer = tiff.entries(tiff.long(4)).get(GPS_POINTER);
    if (pointer === undefined) return null;
    const gps = tiff.entries(tiff.long(pointer + 8));
    const lat = tiff.degrees(gps.get(LAT)) * (tiff.letter(gps.get(LAT_REF)) === "S" ? -1 : 1);
    const lon = tiff.degrees(gps.get(LON)) * (tiff.letter(gps.get(LON_REF)) === "W" ? -1 : 1);
    return Number.isFinite(lat) && Number.isFinite(lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
  } catch {
    return null; // cut off or written wrongly: as if there were none
  }
}
