"""From the bytes of a stranger to pictures that are safe to show. No database, no disk.

Only JPEG, PNG and WebP, told by content; at most 8 MB and 40 megapixels. The picture is turned
upright, drawn anew and encoded again, so that metadata, position and anything hidden behind the
picture are gone. The bytes that came in are never kept and never served.

Measured on one core, JPEG: 0.16 s for a picture shrunk on the phone (1,600 px), 0.3 s for 12 MP
and for 40 MP (a JPEG is decoded at a fraction of its size). That is little enough to do at once
and to tell the sender what is wrong with the picture, instead of keeping foreign bytes for a
job. One picture at a time per process, so that memory stays bounded: at 40 MP 60 MB for a JPEG,
370 MB for a PNG, 620 MB for a WebP, all given back at the end.
"""

from __future__ import annotations

import io
import math
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from sewaka.kernel.errors import DomainError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_RATIO = 20  # of the longer to the shorter side
FORMATS = ("JPEG", "PNG", "WEBP")

# Pillow itself only warns between its limit and twice its limit. For good, in every thread:
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_SIXTEEN_BIT = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_HASH_SIDE = 8
_one_at_a_time = threading.Lock()


class BadPhoto(DomainError):
    """The picture cannot be taken. The code says why; nothing was stored."""

    status = 422


@dataclass(frozen=True, slots=True)
class Recipe:
    """One size and format in which every photo is kept."""

    name: str
    longer_side_px: int
    format: str
    quality: int

    @property
    def media_type(self) -> str:
        """As in the Content-Type header."""
        return f"image/{self.format.lower()}"


# Ordered: each is drawn from the one before. JPEG for programs that do not know WebP.
RECIPES = (
    Recipe("large", 1600, "WEBP", 78),
    Recipe("jpeg", 1600, "JPEG", 80),
    Recipe("medium", 960, "WEBP", 75),
    Recipe("small", 480, "WEBP", 72),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One rendition: encoded bytes and what they are."""

    recipe: Recipe
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture in shares of its sides, from the upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def is_on_the_picture(self) -> bool:
        """Whether it covers at least something."""
        return (
            0 <= self.left < 1
            and 0 <= self.top < 1
            and 0 < self.width <= 1
            and 0 < self.height <= 1
        )


@dataclass(frozen=True, slots=True)
class Developed:
    """A photo after re-encoding. `dhash` is a signed 64-bit number for nearness of pictures."""

    pictures: tuple[Picture, ...]
    dhash: int

    @property
    def largest(self) -> Picture:
        """The rendition that gives the photo its size."""
        return self.pictures[0]


def develop(raw: bytes) -> Developed:
    """Check and re-encode. Raises BadPhoto with one of the codes

    files.empty, files.too_large, files.heic, files.not_a_photo, files.too_many_pixels,
    files.bad_shape, files.animated, files.broken.
    """
    check_size(len(raw))
    with _one_at_a_time, _opened(raw) as image:
        upright = _upright(image)
        return Developed(pictures=tuple(_pictures(upright)), dhash=dhash(upright))


def blackened(raw: bytes, boxes: Iterable[Box]) -> Developed:
    """A kept picture with boxes burnt in, in all sizes. Raises BadPhoto as `develop` does."""
    with _one_at_a_time, _opened(raw) as image:
        upright = _upright(image)
        pen = ImageDraw.Draw(upright)
        for box in boxes:
            pen.rectangle(_pixels(box, *upright.size), fill="black")
        return Developed(pictures=tuple(_pictures(upright)), dhash=dhash(upright))


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The corners, rounded outwards: never a pixel less than was drawn."""
    right, bottom = box.left + box.width, box.top + box.height
    return (
        math.floor(box.left * width),
        math.floor(box.top * height),
        min(width, math.ceil(right * width)) - 1,
        min(height, math.ceil(bottom * height)) - 1,
    )


def check_size(size: int) -> None:
    """Refuse nothing and too much, before anything is decoded."""
    if size == 0:
        raise BadPhoto("files.empty")
    if size > MAX_BYTES:
        raise BadPhoto("files.too_large", limit_mb=MAX_BYTES // 1024**2)


@contextmanager
def _opened(raw: bytes) -> Iterator[Image.Image]:
    """The picture with its pixels loaded, or BadPhoto."""
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            _check_shape(image)
            _shrink_while_decoding(image)
            image.load()
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPhoto("files.too_many_pixels", limit_mp=MAX_PIXELS // 1_000_000) from None
    except UnidentifiedImageError:
        code = "files.heic" if raw[8:12] in _HEIC_BRANDS else "files.not_a_photo"
        raise BadPhoto(code) from None
    except (OSError, SyntaxError, ValueError, EOFError) as problem:
        raise BadPhoto("files.broken") from problem


def _check_shape(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise BadPhoto("files.too_many_pixels", limit_mp=MAX_PIXELS // 1_000_000)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise BadPhoto("files.bad_shape")
    # A JPEG of several pictures (MPO) is what some phones write; its first is the photo.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise BadPhoto("files.animated")


def _shrink_while_decoding(image: Image.Image) -> None:
    """Let a JPEG decode at a half, a quarter or an eighth, but not below twice the largest size."""
    if image.format == "JPEG":
        share = min(1.0, 2 * RECIPES[0].longer_side_px / max(image.size))
        image.draft("RGB", (round(image.width * share), round(image.height * share)))


def _upright(image: Image.Image) -> Image.Image:
    """RGB pixels of the largest size, turned as the camera was held, on white where transparent.

    Shrinks before anything else, in place: every further step would otherwise copy up to 160 MB.
    """
    image = _plain_mode(image)
    side = RECIPES[0].longer_side_px
    if max(image.size) > side:
        image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode in ("RGBA", "LA"):
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return image.convert("RGB")


def _plain_mode(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be resampled: palettes and single bits cannot."""
    if image.mode in _SIXTEEN_BIT:
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "1"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.convert("RGBA") if "transparency" in image.info else image


def _pictures(upright: Image.Image) -> Iterator[Picture]:
    drawn = upright
    for recipe in RECIPES:
        if max(drawn.size) > recipe.longer_side_px:
            drawn = drawn.copy()
            side = recipe.longer_side_px
            drawn.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        encoded = io.BytesIO()
        # A new image carries no info dictionary: no EXIF, no profile, no comment.
        clean = Image.frombytes("RGB", drawn.size, drawn.tobytes())
        if recipe.format == "WEBP":
            clean.save(encoded, "WEBP", quality=recipe.quality, method=2)
        else:
            clean.save(encoded, "JPEG", quality=recipe.quality, optimize=True, progressive=True)
        yield Picture(recipe, drawn.width, drawn.height, encoded.getvalue())


def dhash(image: Image.Image) -> int:
    """Difference hash: 64 bits, each "brighter than its right neighbour" on an 8 by 8 grid.

    Signed, as PostgreSQL's bigint keeps it. Nearness is the number of differing bits.
    """
    grid = image.convert("L").resize((_HASH_SIDE + 1, _HASH_SIDE), Image.Resampling.BOX)
    bits = 0
    for row in range(_HASH_SIDE):
        for column in range(_HASH_SIDE):
            left = cast("int", grid.getpixel((column, row)))
            right = cast("int", grid.getpixel((column + 1, row)))
            bits = bits << 1 | (left > right)
    return bits - (1 << 64) if bits >> 63 else bits
