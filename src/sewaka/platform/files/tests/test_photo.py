"""Bytes of strangers in, safe pictures out."""

from __future__ import annotations

import io
import random
from collections import Counter
from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image

from sewaka.kernel.geo import Position
from sewaka.platform.files.exif import PhotoFacts, read_facts
from sewaka.platform.files.photo import MAX_BYTES, BadPhoto, develop, dhash
from sewaka.platform.files.tests import pictures

WITA = ZoneInfo("Asia/Makassar")
LUMINTANG = Position(lat=-8.6378, lon=115.2124)


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


POLYGLOT = b"GIF89a/*" + bytes(60) + b"*/=1;<script>alert(1)</script>"
BAD = {
    "nothing": (b"", "files.empty"),
    "more than 8 MB": (b"\xff\xd8\xff" + bytes(MAX_BYTES), "files.too_large"),
    "text named .jpg": (b"Lampu jalan padam di Jalan Tukad", "files.not_a_photo"),
    "polyglot of GIF and script": (POLYGLOT, "files.not_a_photo"),
    "GIF": (pictures.plain("GIF", mode="L"), "files.not_a_photo"),
    "BMP": (pictures.plain("BMP"), "files.not_a_photo"),
    "PDF": (b"%PDF-1.7\n" + bytes(200), "files.not_a_photo"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "files.not_a_photo"),
    "HEIC": (pictures.heic(), "files.heic"),
    "bomb of 30,000 squared": (pictures.bomb(30_000, 30_000), "files.too_many_pixels"),
    "12,000 squared": (pictures.bomb(12_000, 12_000), "files.too_many_pixels"),
    "56 megapixels, where Pillow only warns": (
        pictures.bomb(8_000, 7_000),
        "files.too_many_pixels",
    ),
    "just over 40 megapixels": (pictures.bomb(8_001, 5_000), "files.too_many_pixels"),
    "1 by 100,000": (pictures.plain("PNG", size=(1, 100_000), mode="L"), "files.bad_shape"),
    "truncated JPEG": (pictures.plain("JPEG")[:3000], "files.broken"),
    "truncated PNG": (pictures.plain("PNG")[:700], "files.broken"),
    "truncated WebP": (pictures.plain("WEBP")[:500], "files.broken"),
    "only a header": (pictures.bomb(100, 100)[:20], "files.broken"),
    "animated WebP": (pictures.animated_webp(), "files.animated"),
}


@pytest.mark.parametrize(("raw", "code"), BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_by_name(raw: bytes, code: str) -> None:
    with pytest.raises(BadPhoto) as refusal:
        develop(raw)

    assert refusal.value.code == code
    assert refusal.value.status == 422


GOOD = {
    "JPEG": pictures.plain("JPEG"),
    "progressive JPEG": pictures.plain("JPEG", progressive=True),
    "PNG": pictures.plain("PNG"),
    "WebP": pictures.plain("WEBP"),
    "lossless WebP of an old Android": pictures.plain("WEBP", lossless=True, method=0),
    "CMYK JPEG": pictures.plain("JPEG", mode="CMYK"),
    "grey JPEG": pictures.plain("JPEG", mode="L"),
    "palette PNG": pictures.plain("PNG", mode="P"),
    "black-and-white PNG": pictures.plain("PNG", mode="1"),
    "PNG with transparency": pictures.plain("PNG", mode="RGBA"),
    "16-bit PNG": pictures.plain("PNG", mode="I;16"),
}


@pytest.mark.parametrize("raw", GOOD.values(), ids=GOOD.keys())
def test_good_files_become_four_pictures(raw: bytes) -> None:
    developed = develop(raw)

    assert [(p.recipe.name, p.width, p.height) for p in developed.pictures] == [
        ("large", 640, 480),
        ("jpeg", 640, 480),
        ("medium", 640, 480),
        ("small", 480, 360),
    ]
    for picture in developed.pictures:
        again = _opened(picture.content)
        assert (again.format, again.mode) == (picture.recipe.format, "RGB")
        assert again.size == (picture.width, picture.height)


def test_wrong_extension_does_not_matter_because_content_decides() -> None:
    assert _opened(develop(pictures.plain("PNG")).largest.content).format == "WEBP"


def test_40_megapixels_are_taken() -> None:
    raw = pictures.plain("JPEG", size=(8_000, 5_000), quality=60)

    developed = develop(raw)

    assert (developed.largest.width, developed.largest.height) == (1600, 1000)


def test_sizes_shrink_to_the_longer_side_and_never_grow() -> None:
    tall = develop(pictures.plain("JPEG", size=(900, 1800)))
    tiny = develop(pictures.plain("PNG", size=(10, 10)))

    assert [(p.width, p.height) for p in tall.pictures] == [
        (800, 1600),
        (800, 1600),
        (480, 960),
        (240, 480),
    ]
    assert {(p.width, p.height) for p in tiny.pictures} == {(10, 10)}


def test_16_bit_grey_keeps_its_brightness() -> None:
    raw = pictures.encoded(Image.new("I;16", (32, 32), 0x8000), "PNG")

    middle = _opened(develop(raw).pictures[1].content).convert("L").getpixel((16, 16))

    assert middle == pytest.approx(128, abs=2)


def test_transparent_becomes_white() -> None:
    raw = pictures.encoded(Image.new("RGBA", (32, 32), (255, 0, 0, 0)), "PNG")

    assert _opened(develop(raw).pictures[1].content).getpixel((16, 16)) == (255, 255, 255)


def test_picture_is_turned_as_the_camera_was_held() -> None:
    raw = pictures.with_metadata(position=LUMINTANG, orientation=6)

    developed = develop(raw)

    assert (developed.largest.width, developed.largest.height) == (480, 640)
    upright = _opened(developed.largest.content).convert("L")
    top, bottom = upright.getpixel((240, 40)), upright.getpixel((240, 600))
    assert abs(cast("int", top) - cast("int", bottom)) > 100  # the gradient ran sideways before


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_no_metadata_survives(orientation: int) -> None:
    raw = pictures.with_metadata(position=LUMINTANG, orientation=orientation)
    assert b"Telepon Contoh" in raw

    for picture in develop(raw).pictures:
        assert b"Telepon Contoh" not in picture.content
        assert b"Exif" not in picture.content
        again = _opened(picture.content)
        assert dict(again.getexif()) == {}
        assert set(again.info) & {"exif", "icc_profile", "xmp", "comment"} == set()


def test_text_hidden_behind_a_picture_is_gone() -> None:
    raw = pictures.plain("JPEG") + b"<script>alert(1)</script>"

    assert all(b"<script>" not in picture.content for picture in develop(raw).pictures)


def test_comment_and_xmp_are_gone() -> None:
    raw = pictures.plain("JPEG", comment=b"NIK 9971015501850001", xmp=b"<x:xmpmeta>canary</x>")
    assert b"9971015501850001" in raw

    for picture in develop(raw).pictures:
        assert b"9971015501850001" not in picture.content
        assert b"canary" not in picture.content


def test_random_bytes_never_end_in_anything_but_a_refusal() -> None:
    rng = random.Random(9971)  # noqa: S311 - a sample, not a secret
    raw = bytearray(pictures.plain("JPEG", size=(120, 90)))
    outcomes = Counter(_outcome(_damaged(raw, rng)) for _ in range(150))

    assert set(outcomes) <= {"taken", "files.broken", "files.not_a_photo", "files.bad_shape"}
    assert outcomes["files.broken"] > 0


def _damaged(raw: bytearray, rng: random.Random) -> bytes:
    broken = bytearray(raw)
    for _ in range(rng.randint(1, 12)):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken[: rng.randint(1, len(broken))])


def _outcome(raw: bytes) -> str:
    try:
        develop(raw)
    except BadPhoto as refusal:
        return refusal.code
    return "taken"


# --- nearness -----------------------------------------------------------------


def _distance(a: int, b: int) -> int:
    return ((a ^ b) & (2**64 - 1)).bit_count()


def _scene(seed: int) -> Image.Image:
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    grid = Image.frombytes("L", (12, 9), rng.randbytes(108))
    return grid.resize((1200, 900), Image.Resampling.BICUBIC).convert("RGB")


def test_same_scene_smaller_and_recompressed_is_near_another_scene_is_far() -> None:
    scene, other = _scene(1), _scene(2)
    again = _opened(pictures.encoded(scene.resize((400, 300)), "JPEG", quality=40))

    assert _distance(dhash(scene), dhash(again)) <= 4
    assert _distance(dhash(scene), dhash(other)) >= 16


def test_hash_fits_a_signed_64_bit_column() -> None:
    falling = Image.linear_gradient("L").rotate(90)

    assert {dhash(falling), dhash(falling.rotate(180))} == {0, -1}
    assert all(-(2**63) <= dhash(_scene(seed)) < 2**63 for seed in range(20))


# --- what the metadata says -------------------------------------------------------


def test_position_and_time_are_offered() -> None:
    facts = read_facts(pictures.with_metadata(position=LUMINTANG), zone=WITA)

    assert facts.position is not None
    assert facts.position.lat == pytest.approx(LUMINTANG.lat, abs=1e-6)
    assert facts.position.lon == pytest.approx(LUMINTANG.lon, abs=1e-6)
    assert facts.taken_at == datetime(2026, 3, 8, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a photo",
        pictures.plain("JPEG"),
        pictures.with_metadata(position=Position(lat=0, lon=0), taken="kemarin"),
        pictures.bomb(30_000, 30_000),
    ],
    ids=["empty", "text", "no metadata", "zeros and nonsense", "bomb"],
)
def test_silent_or_absurd_metadata_says_nothing(raw: bytes) -> None:
    assert read_facts(raw, zone=WITA) == PhotoFacts()


def test_time_with_an_offset_is_taken_as_written() -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {
        ExifTags.Base.DateTimeOriginal: "2026:03:09 07:30:00",
        ExifTags.Base.OffsetTimeOriginal: "+07:00",
    }

    facts = read_facts(pictures.plain("JPEG", exif=exif), zone=WITA)

    assert facts == PhotoFacts(taken_at=datetime(2026, 3, 9, 0, 30, tzinfo=UTC))
