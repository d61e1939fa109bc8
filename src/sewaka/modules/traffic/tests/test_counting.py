"""Counting in pictures of which every vehicle is known; and what makes a camera blind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

cv2 = pytest.importorskip("cv2", reason="OpenCV is an extra: make .venv/.traffic-camera")

from sewaka.modules.traffic import wire  # noqa: E402 - after the extra was looked for
from sewaka.modules.traffic.commands import group  # noqa: E402
from sewaka.modules.traffic.counting import watching  # noqa: E402
from sewaka.modules.traffic.counting.counter import CameraCounter  # noqa: E402
from sewaka.modules.traffic.counting.drawn import LANES, LENS  # noqa: E402
from sewaka.modules.traffic.counting.passages import Class, Passage  # noqa: E402
from sewaka.modules.traffic.counting.plane import NotCalibrated, calibrate  # noqa: E402
from sewaka.modules.traffic.counting.profile import Frame  # noqa: E402
from sewaka.modules.traffic.counting.pulses import Line, Pulse  # noqa: E402
from sewaka.modules.traffic.counting.rendering import Lens, Renderer, Seen  # noqa: E402
from sewaka.modules.traffic.counting.site import Site, SiteRefused  # noqa: E402

WIDTH_M, LENGTH_M = 6.5, 12.0
FPS = 10
LEARNS = 100  # frames of an empty road


def pixel(lens: Lens, x: float, y: float) -> list[float]:
    """Where a point of the road is seen."""
    full = lens.matrix() @ np.array([x, y, 0.0, 1.0])
    return [float(full[0] / full[2]), float(full[1] / full[2])]


def corners(lens: Lens, width_m: float = WIDTH_M, length_m: float = LENGTH_M) -> list[list[float]]:
    """Of the rectangle, in the order that a technician taps them."""
    places = [(0.0, 0.0), (width_m, 0.0), (width_m, length_m), (0.0, length_m)]
    return [pixel(lens, *place) for place in places]


def set_up(**changes: Any) -> dict[str, Any]:
    """A set-up file."""
    lanes = [
        {"detector": f"D{n}", "left_m": left, "right_m": right}
        for n, (left, right) in enumerate(LANES, start=1)
    ]
    return {
        "junction": "J09", "size": [640, 360], "width_m": WIDTH_M, "length_m": LENGTH_M,
        "corners": corners(LENS), "lanes": lanes, "lower_m": 2.0, "upper_m": 6.5,
    } | changes  # fmt: skip


def driving(kind: Class, *, x: float, from_s: float, speed_ms: float, now_s: float) -> Seen:
    """Where it is at that moment; 30 m up the road at `from_s`."""
    length, width, height = {
        Class.MOTORCYCLE: (1.9, 0.75, 1.6),
        Class.CAR: (4.3, 1.7, 1.5),
        Class.HEAVY: (9.0, 2.4, 3.2),
    }[kind]
    y = 30.0 - speed_ms * (now_s - from_s)
    return Seen(int(from_s * 10), x, y, length_m=length, width_m=width, height_m=height)


# Kind, middle, second, speed: a car, two riders abreast, a lorry, a rider in its shadow.
TRAFFIC = (
    (Class.CAR, 1.6, 10.4, 10.0),
    (Class.MOTORCYCLE, 4.0, 10.6, 10.0),
    (Class.MOTORCYCLE, 5.6, 10.8, 10.0),
    (Class.HEAVY, 1.6, 12.0, 9.0),
    (Class.MOTORCYCLE, 4.9, 12.8, 9.0),
)


def film(*, is_night: bool, shift: tuple[float, float] = (0.0, 0.0)) -> Iterator[Frame]:
    """An empty road, then the traffic."""
    renderer = Renderer(lens=LENS, lanes=LANES, is_night=is_night, noise=4.0, seed=1)
    for _ in range(LEARNS):
        yield renderer.draw([], shift=shift)
    for n in range(LEARNS, LEARNS + 70):
        now_s = n / FPS
        seen = [driving(k, x=x, from_s=s, speed_ms=v, now_s=now_s) for k, x, s, v in TRAFFIC]
        there = [one for one in seen if -12.0 < one.y < 30.0]
        yield renderer.draw(there, shift=shift)


def passed(frames: Iterator[Frame]) -> list[Passage]:
    """Everybody who was seen to pass."""
    counter = CameraCounter(Site.of(set_up()))
    found = [one for n, frame in enumerate(frames) for one in counter.see(frame, now_s=n / FPS)]
    return sorted(found, key=lambda one: one.at_s)


def test_everybody_is_counted_by_day_with_speed_and_class() -> None:
    found = passed(film(is_night=False))
    assert len(found) == len(TRAFFIC)
    assert {one.kind for one in found} == set(Class)
    car = next(one for one in found if one.kind is Class.CAR)
    lorry = next(one for one in found if one.kind is Class.HEAVY)
    assert car.speed_ms == pytest.approx(10.0, rel=0.15)
    assert lorry.length_m is not None
    assert lorry.length_m > 7.0
    assert [round(one.x // 3.25) for one in found] == [0, 1, 1, 0, 1]


def test_everybody_is_counted_by_night() -> None:
    found = passed(film(is_night=True))
    assert len(found) == len(TRAFFIC)
    assert Class.CAR in {one.kind for one in found}


def test_a_camera_that_was_knocked_goes_on() -> None:
    """It was set up as the picture is now; then somebody pushed it by four pixels."""
    counter = CameraCounter(Site.of(set_up()))
    renderer = Renderer(lens=LENS, lanes=LANES, is_night=False, noise=4.0, seed=1)
    for n in range(60):
        counter.see(renderer.draw([]), now_s=n / FPS)
    moved = [renderer.draw([], shift=(4.0, 2.0)) for _ in range(3)]
    for n in range(60, 260):
        counter.see(moved[n % 3], now_s=n / FPS)
    assert counter._sight.shift == pytest.approx((4.0, 2.0), abs=0.6)


@pytest.mark.parametrize("what", ["fog", "a black picture", "a white picture", "a still picture"])
def test_a_blind_camera_says_so(what: str) -> None:
    site = Site.of(set_up())
    renderer = Renderer(lens=LENS, lanes=LANES, is_night=False, noise=4.0, seed=1)
    clear = [renderer.draw([]) for _ in range(3)]
    veiled = {
        "fog": [cv2.addWeighted(one, 0.08, np.full_like(one, 190), 0.92, 0) for one in clear],
        "a black picture": [np.zeros_like(clear[0]), np.full_like(clear[0], 3)],
        "a white picture": [np.full_like(clear[0], 250), np.full_like(clear[0], 247)],
        "a still picture": clear[:1],
    }[what]
    frames = [clear[n % 3] for n in range(100)] + [veiled[n % len(veiled)] for n in range(200)]
    timed = [(n / FPS, frame) for n, frame in enumerate(frames)]
    found = list(watching.counted(site, timed, period_s=5.0))
    assert [one.is_blind for one in found if one.detector == "D1"][-2:] == [True, True]
    reading = watching.as_reading(site, found[-1], boot=1, seq=2)
    assert reading.status is wire.Status.BLIND


def test_a_moment_without_a_picture_is_no_empty_road() -> None:
    site = Site.of(set_up())
    found = list(watching.counted(site, [(n / FPS, None) for n in range(30)], period_s=1.0))
    assert len(found) == 3 * len(LANES)  # the last one is what the end cut off
    assert all(one.is_blind for one in found)


# --- the plane ------------------------------------------------------------------------------------
_lens = st.builds(
    Lens,
    x=st.floats(-8.0, 14.0),
    y=st.floats(-15.0, -5.0),
    height_m=st.floats(5.0, 12.0),
    at=st.tuples(st.floats(1.0, 5.0), st.floats(5.0, 12.0)),
    focal_px=st.floats(350.0, 900.0),
)


@settings(max_examples=30)
@given(lens=_lens)
def test_four_corners_and_both_sides_give_the_road_and_the_camera(lens: Lens) -> None:
    plane = calibrate(
        corners=tuple((x, y) for x, y in corners(lens)),
        size=lens.size, width_m=WIDTH_M, length_m=LENGTH_M,
    )  # fmt: skip
    points = np.array([[1.0, 2.0], [5.0, 8.0]])
    assert plane.image_of(points) == pytest.approx(
        np.array([pixel(lens, *p) for p in points]), abs=0.05
    )
    assert plane.road_of(plane.image_of(points)) == pytest.approx(points, abs=1e-6)
    assert (plane.eye.x, plane.eye.y) == pytest.approx((lens.x, lens.y), abs=0.1)
    assert plane.eye.height_m == pytest.approx(lens.height_m, abs=0.1)


def test_one_length_is_enough_where_the_camera_looks_from_the_side() -> None:
    lens = Lens(x=-5.0, y=-7.0, height_m=7.0, at=(3.0, 6.0), focal_px=600.0)
    tapped = tuple((x, y) for x, y in corners(lens))
    plane = calibrate(corners=tapped, size=lens.size, width_m=WIDTH_M, length_m=None)
    far_corner = plane.road_of(np.array([tapped[2]]))[0]
    assert tuple(far_corner) == pytest.approx((WIDTH_M, LENGTH_M), abs=0.05)


def test_straight_along_the_road_the_other_side_has_to_be_measured() -> None:
    tapped = tuple((x, y) for x, y in corners(LENS))
    with pytest.raises(NotCalibrated, match="measure its length, too"):
        calibrate(corners=tapped, size=LENS.size, width_m=WIDTH_M, length_m=None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"corners": [[0, 0], [600, 300], [600, 0], [0, 300]]}, "go round a rectangle"),
        ({"corners": [[0, 0], [1, 0], [1, 1], [0, 1]]}, "go round a rectangle"),
        ({"corners": [[0, 0], [1, float("nan")], [1, 1], [0, 1]]}, "two pixels"),
        ({"width_m": -3.0}, "a length in metres"),
        ({"lanes": []}, "no lane"),
        ({"upper_m": 3.0}, "apart"),
        ({"lower_m": -3.0, "upper_m": 1.5}, "not in the picture"),
        ({"lanes": [{"detector": "D1", "left_m": 3.0, "right_m": 1.0}]}, "left edge"),
    ],
)
def test_a_set_up_that_can_not_be_counted_with_is_refused(
    changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(SiteRefused, match=words):
        Site.of(set_up(**changes))


# --- pulses ---------------------------------------------------------------------------------------
def line(*rows: str) -> list[Pulse]:
    """What passes a line of a bin for each letter; a row is a tenth of a second."""
    there = Line(len(rows[0]), narrowest=3, shortest_s=0.05)
    empty = "." * len(rows[0])
    found: list[Pulse] = []
    for n, row in enumerate([*rows, *[empty] * 6]):
        shares = np.array([1.0 if letter == "#" else 0.0 for letter in row])
        found += there.step(shares, now_s=n / FPS)
    return found


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (["...........", "..####.....", "..####....."], 1),
        ([".####.......", ".####..####.", ".##########.", ".......####."], 2),  # they touch
        (["............", ".####.#####.", ".####.#####.", "............"], 1),  # of two colours
        (["...........", "##.########", "##.########"], 1),  # a hole of one bin
        (["...........", "...#.......", "..........."], 0),  # noise
        (["..........."] + [".####......"] * 4 + [".##########"] * 3, 2),  # one comes beside
    ],
)
def test_pulses_beside_each_other(rows: list[str], count: int) -> None:
    assert len(line(*rows)) == count


# --- the command ----------------------------------------------------------------------------------
def test_a_film_is_counted_from_the_command_line(tmp_path: Path) -> None:
    site, video = tmp_path / "site.json", tmp_path / "film.avi"
    site.write_bytes(orjson.dumps(set_up()))
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (640, 360))
    for frame in film(is_night=False):
        writer.write(frame)
    writer.release()
    arguments = ["count", "--site", str(site), "--source", str(video), "--period", "30"]
    said = CliRunner().invoke(group, [*arguments, "--begin", "2026-11-23T08:00:00+0800"])
    assert said.exit_code == 0, said.output
    rows = [row.partition(" ")[2] for row in said.output.splitlines()]
    counts = [orjson.loads(row)["n"] for row in rows]
    assert sum(sum(one.values()) for one in counts) == len(TRAFFIC)


@pytest.mark.parametrize(
    ("site", "words"), [(b"{", "site.json"), (b"{}", "junction|size"), (None, "can not be read")]
)
def test_the_command_names_what_is_wrong(tmp_path: Path, site: bytes | None, words: str) -> None:
    path = tmp_path / "site.json"
    if site is not None:
        path.write_bytes(site)
    said = CliRunner().invoke(group, ["count", "--site", str(path), "--source", "nothing.avi"])
    assert said.exit_code == 1
    assert said.output.startswith("Error: ")


def test_a_film_that_is_none(tmp_path: Path) -> None:
    site = tmp_path / "site.json"
    site.write_bytes(orjson.dumps(set_up()))
    said = CliRunner().invoke(group, ["count", "--site", str(site), "--source", "nothing.avi"])
    assert said.exit_code == 1
    assert "shows no picture" in said.output
