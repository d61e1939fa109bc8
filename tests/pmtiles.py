"""A PMTiles archive of one vector tile, written by hand: over Denpasar at zoom 10.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md, and Mapbox Vector Tile 2.1.
"""

from __future__ import annotations

import json
import struct

ZOOM, X, Y = 10, 839, 536
_EXTENT = 4096
_NONE, _MVT = 1, 1  # no compression; the kind of tile
_LINE, _POLYGON = 2, 3
_ALL = [(0, 0), (_EXTENT, 0), (_EXTENT, _EXTENT), (0, _EXTENT)]


def archive() -> bytes:
    """Land all over, water in the south, a road from west to east."""
    south = [(x, max(y, 3 * _EXTENT // 4)) for x, y in _ALL]
    road = [(0, 5 * _EXTENT // 7), (_EXTENT, 5 * _EXTENT // 7)]
    tile = b"".join((
        _layer("earth", _POLYGON, _ALL), _layer("water", _POLYGON, south),
        _layer("roads", _LINE, road),
    ))  # fmt: skip
    layers: list[dict[str, object]] = [
        {"id": name, "fields": {}} for name in ("earth", "water", "roads")
    ]
    metadata = json.dumps({"vector_layers": layers}).encode()
    root = b"".join(_varint(one) for one in (1, _hilbert(ZOOM, X, Y), 1, len(tile), 1))
    at_metadata = 127 + len(root)
    at_tile = at_metadata + len(metadata)
    header = struct.pack(
        "<7sB11Q6B4iB2i", b"PMTiles", 3, 127, len(root), at_metadata, len(metadata), at_tile, 0,
        at_tile, len(tile), 1, 1, 1, 1, _NONE, _NONE, _MVT, ZOOM, ZOOM, 1149600000, -87500000,
        1153100000, -84000000, ZOOM, 1152000000, -86700000,
    )  # fmt: skip
    return header + root + metadata + tile


def _layer(name: str, kind: int, points: list[tuple[int, int]]) -> bytes:
    steps: list[int] = []
    px, py = 0, 0
    for x, y in points:
        steps += [_zigzag(x - px), _zigzag(y - py)]
        px, py = x, y
    commands = [9, *steps[:2], (len(points) - 1) << 3 | 2, *steps[2:]]
    commands += [15] if kind == _POLYGON else []
    geometry = b"".join(map(_varint, commands))
    feature = _number(3, kind) + _bytes(4, geometry)
    inner = _bytes(1, name.encode()) + _bytes(2, feature) + _number(5, _EXTENT) + _number(15, 2)
    return _bytes(3, inner)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*found, value))


def _hilbert(z: int, x: int, y: int) -> int:
    """The number of a tile: all zooms before it, then along the curve."""
    found: int = (4**z - 1) // 3
    side: int = 2 ** (z - 1)
    while side:
        rx, ry = int(bool(x & side)), int(bool(y & side))
        found += side * side * ((3 * rx) ^ ry)
        if not ry:
            if rx:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        side //= 2
    return found
