"""Where and when a photo says it was taken: offered to its sender, never stored silently."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image

from sewaka.kernel.geo import Position
from sewaka.platform.files.photo import FORMATS

_SIXTY = 60


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What stands in the metadata. Both may be missing, and both may be wrong."""

    position: Position | None = None
    taken_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the photo says neither."""
        return self.position is None and self.taken_at is None


def read_facts(raw: bytes, *, zone: ZoneInfo) -> PhotoFacts:
    """Position and time of a photo; empty where they are missing, broken or absurd.

    `zone` is taken where the camera did not write its offset. Never raises.
    """
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            exif = image.getexif()
            return PhotoFacts(
                position=_position(exif.get_ifd(ExifTags.IFD.GPSInfo)),
                taken_at=_taken_at(exif.get_ifd(ExifTags.IFD.Exif), zone=zone),
            )
    except Exception:  # noqa: BLE001 - metadata of a stranger: any fault means "says nothing"
        return PhotoFacts()


def _position(gps: dict[int, Any]) -> Position | None:
    tags = ExifTags.GPS
    if tags.GPSLatitude not in gps or tags.GPSLongitude not in gps:
        return None
    lat = _degrees(gps[tags.GPSLatitude], gps.get(tags.GPSLatitudeRef, "N"))
    lon = _degrees(gps[tags.GPSLongitude], gps.get(tags.GPSLongitudeRef, "E"))
    if lat == lon == 0:  # cameras without a fix write zeros
        return None
    return Position(lat=lat, lon=lon)


def _degrees(parts: Any, reference: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / _SIXTY + seconds / _SIXTY**2
    return -size if reference.strip().upper() in ("S", "W") else size


def _taken_at(exif: dict[int, Any], *, zone: ZoneInfo) -> datetime | None:
    written = exif.get(ExifTags.Base.DateTimeOriginal)
    if not written:
        return None
    offset = str(exif.get(ExifTags.Base.OffsetTimeOriginal, "")).strip()
    if offset:
        return datetime.strptime(f"{written} {offset}", "%Y:%m:%d %H:%M:%S %z")
    local = datetime.strptime(str(written), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone follows
    return local.replace(tzinfo=zone)
