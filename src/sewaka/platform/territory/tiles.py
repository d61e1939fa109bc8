"""A base map of the city's own: one PMTiles file, from which maps fetch pieces (HTTP Range).

`MAP_PMTILES` names it, else `base.pmtiles` in the installation's folder; without one maps draw the
villages' outlines. https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sewaka.kernel import env

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_MOST = 4 * 1024 * 1024  # bytes in one answer: a directory or a tile is far smaller


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The file, and what must stand on every map that shows it."""

    path: Path
    source: str

    @property
    def etag(self) -> str:
        """Another file, another tag."""
        told = self.path.stat()
        return f'"{told.st_size:x}-{told.st_mtime_ns:x}"'


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes from `begin` up to, not including, `end`, of `size`."""

    begin: int
    end: int
    size: int


def base_map() -> BaseMap | None:
    """The city's own; None where it has none."""
    path = Path(env.text("MAP_PMTILES") or env.home() / "base.pmtiles")
    if not path.is_file():
        return None
    return BaseMap(path, env.text("MAP_PMTILES_SOURCE", "© OpenStreetMap contributors"))


def piece_of(*, asked: str, size: int) -> Piece | None:
    """What a Range header asks for; None where it can not be given (RFC 9110, section 14)."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None:
        return None
    begin = int(found[1])
    end = min(int(found[2]) + 1 if found[2] else size, size, begin + _MOST)
    return Piece(begin, end, size) if begin < end else None


def read(*, of: BaseMap, piece: Piece) -> bytes:
    """Those bytes."""
    with of.path.open("rb") as file:
        file.seek(piece.begin)
        return file.read(piece.end - piece.begin)
