"""Pictures for tests, good and bad, made on the spot: none is stored in the repository."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image

from sewaka.kernel.geo import Position


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The image in that format."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(
    kind: str = "JPEG", *, size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any
) -> bytes:
    """A picture with a little going on in it: a gradient, brighter to the right."""
    gradient = Image.linear_gradient("L").rotate(90).resize(size)
    return encoded(gradient.convert(mode), kind, **options)


def with_metadata(
    *, position: Position, taken: str = "2026:03:09 07:30:00", orientation: int = 1
) -> bytes:
    """A JPEG as a phone writes it: position, time, model, orientation."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "Telepon Contoh 9971"
    exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: taken}
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "S" if position.lat < 0 else "N",
        ExifTags.GPS.GPSLatitude: _sexagesimal(abs(position.lat)),
        ExifTags.GPS.GPSLongitudeRef: "W" if position.lon < 0 else "E",
        ExifTags.GPS.GPSLongitude: _sexagesimal(abs(position.lon)),
    }
    return plain("JPEG", exif=exif)


def bomb(width: int, height: int) -> bytes:
    """A small PNG that claims to be huge; its data is short, the claim stands in the header."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def animated_webp() -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)


def heic() -> bytes:
    """The beginning of a file as newer phones write it."""
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = (degrees - whole) * 60
    return (float(whole), float(int(minutes)), round((minutes - int(minutes)) * 60, 4))
