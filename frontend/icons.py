"""Draws the app icons from numbers: a split gate over the sea, a rim of chequered cloth.

    python frontend/icons.py [output folder, default build/static]

Nothing is stored as a picture in the repository; the same numbers always give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

SEA, PAPER, BRICK, SUN = (11, 85, 99), (250, 247, 242), (165, 72, 43), (184, 134, 11)
INK = (30, 27, 24)
DRAWN = 1024  # drawn large, then shrunk: smooth edges
SIZES = {
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-512.png": (512, True),
}

# Left half of the gate in a square of 100; the right half mirrors it. y grows downwards.
GATE = ((18, 74), (18, 46), (26, 40), (26, 28), (32, 22), (38, 30), (38, 36), (44, 40), (44, 74))


def main(folder: Path) -> None:
    """Write every size."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (size, is_maskable) in SIZES.items():
        picture = draw(is_maskable=is_maskable).resize((size, size), Image.Resampling.LANCZOS)
        picture.quantize(colors=64).save(folder / name, optimize=True)


def draw(*, is_maskable: bool) -> Image.Image:
    """The icon at DRAWN pixels. Maskable ones keep clear of the outer tenth and carry no rim."""
    picture = Image.new("RGB", (DRAWN, DRAWN), SEA)
    pen = ImageDraw.Draw(picture)
    scale, shift = (0.8, 10.0) if is_maskable else (1.0, 0.0)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x * scale + shift) * DRAWN / 100, (y * scale + shift) * DRAWN / 100

    pen.ellipse((*at(43, 26), *at(57, 40)), fill=SUN)
    pen.polygon([at(x, y) for x, y in GATE], fill=PAPER)
    pen.polygon([at(100 - x, y) for x, y in GATE], fill=PAPER)
    pen.rectangle((*at(18, 66), *at(44, 74)), fill=BRICK)
    pen.rectangle((*at(56, 66), *at(82, 74)), fill=BRICK)
    for row in (80, 86):
        for column in range(5):
            left = 14 + column * 15
            pen.arc((*at(left, row - 3), *at(left + 8, row + 3)), 180, 360, fill=PAPER, width=16)
            pen.arc((*at(left + 7, row - 3), *at(left + 15, row + 3)), 0, 180, fill=PAPER, width=16)
    if not is_maskable:
        _rim(pen)
    return picture


def _rim(pen: ImageDraw.ImageDraw) -> None:
    """One row of black and white squares at the lower edge."""
    side = DRAWN / 20
    for column in range(20):
        left, top = column * side, DRAWN - side
        colour = INK if column % 2 else PAPER
        pen.rectangle((left, top, left + side, DRAWN), fill=colour)


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else root / "build" / "static")
