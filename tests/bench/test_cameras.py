"""How well cameras count, by pictures of which every vehicle is known.

    make bench ARGS=tests/bench/test_cameras.py          BENCH_SECONDS=1800 BENCH_SEED=2

SUMO drives 1,500 vehicles an hour (80 % motorcycles, on sub-lanes) over a signal; the camera sees
them just beyond the stop line, where nobody stands. Bars: mean error of the count by five minutes
at most 5 % by day and 10 % by night; at least four cameras of 640 x 360 and ten frames a second on
a core. Only that something was counted is asserted; the table is the result.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("cv2", reason="OpenCV is an extra: make .venv/.traffic-camera")
libsumo = pytest.importorskip("libsumo", reason="libsumo is an extra: make .venv/.traffic-sim")

from sewaka.modules.traffic.counting.counter import CameraCounter  # noqa: E402 - after the extras
from sewaka.modules.traffic.counting.drawn import LANES, LENS  # noqa: E402
from sewaka.modules.traffic.counting.passages import Class  # noqa: E402
from sewaka.modules.traffic.counting.rendering import Renderer, Seen  # noqa: E402
from sewaka.modules.traffic.counting.site import Site  # noqa: E402

pytestmark = pytest.mark.bench
NET = Path(__file__).with_name("straight.net.xml")
SECONDS = int(os.environ.get("BENCH_SECONDS", "900"))
SEED = os.environ.get("BENCH_SEED", "1")
FPS, STEP_S, BIN_S = 10, 0.2, 300
LEARNS_S = 20
STOP_LINE_M = 8.5
LINE_X = 500.0  # of the net
HEIGHT_M = {Class.MOTORCYCLE: 1.6, Class.CAR: 1.5, Class.HEAVY: 3.2}
SHARE = {Class.MOTORCYCLE: 0.80, Class.CAR: 0.16, Class.HEAVY: 0.04}
KINDS = """
 <vType id="motorcycle" vClass="motorcycle" length="1.9" width="0.75" minGap="0.5" tau="0.6"
  minGapLat="0.2" latAlignment="arbitrary"/>
 <vType id="car" vClass="passenger" length="4.3" width="1.7" minGap="1.5"/>
 <vType id="heavy" vClass="truck" length="8.0" width="2.4"/><route id="r" edges="in out"/>
"""
Crossing = tuple[float, float, Class]  # second, metres across, class


@dataclass(frozen=True)
class Track:
    """Where one vehicle was: columns second, metres across, metres of its front up the road."""

    number: int
    kind: Class
    length_m: float
    width_m: float
    way: NDArray[np.float64]

    def at(self, now_s: float) -> Seen | None:
        """Where it is; None before and after."""
        seconds = self.way[:, 0]
        if not seconds[0] <= now_s <= seconds[-1]:
            return None
        x, y = (float(np.interp(now_s, seconds, self.way[:, n])) for n in (1, 2))
        size = (self.length_m, self.width_m, HEIGHT_M[self.kind])
        return Seen(self.number, x, y, *size)

    def crosses(self, line_m: float) -> Crossing | None:
        """When and where its front crosses that line."""
        y = self.way[:, 2]
        steps = np.flatnonzero((y[:-1] > line_m) & (y[1:] <= line_m))
        if not len(steps):
            return None
        n = int(steps[0])
        part = (y[n] - line_m) / (y[n] - y[n + 1])
        at_s, x, _ = self.way[n] + part * (self.way[n + 1] - self.way[n])
        return float(at_s), float(x), self.kind


def site() -> Site:
    """The camera, set up by the four corners as a technician would tap them."""
    matrix = LENS.matrix()
    corners = [(0.0, 0.0), (6.5, 0.0), (6.5, 12.0), (0.0, 12.0)]
    full = np.array([(x, y, 0.0, 1.0) for x, y in corners]) @ matrix.T
    lanes = [
        {"detector": f"D{n}", "left_m": left, "right_m": right}
        for n, (left, right) in enumerate(LANES, start=1)
    ]
    return Site.of(
        {
            "junction": "T", "size": list(LENS.size), "width_m": 6.5, "length_m": 12.0,
            "corners": (full[:, :2] / full[:, 2:]).tolist(), "lanes": lanes,
            "lower_m": 2.0, "upper_m": 6.5,
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def tracks(tmp_path_factory: pytest.TempPathFactory) -> list[Track]:
    """Everybody's way past the camera."""
    routes = tmp_path_factory.mktemp("sumo") / "routes.rou.xml"
    chance = random.Random(SEED)  # noqa: S311 - a fixed street
    rows: list[str] = []
    at_s = 0.0
    while (at_s := at_s + chance.expovariate(1500 / 3600)) < SECONDS:
        kind = chance.choices(list(SHARE), list(SHARE.values()))[0]
        rows.append(
            f'<vehicle id="{len(rows)}" type="{kind}" route="r" depart="{at_s:.2f}"'
            ' departLane="best" departSpeed="max" departPosLat="random"/>'
        )
    routes.write_text(f"<routes>{KINDS}{''.join(rows)}</routes>")
    command = ["sumo", "-n", str(NET), "-r", str(routes), "--seed", SEED, "--no-step-log"]
    options = ["--step-length", str(STEP_S), "--lateral-resolution", "0.4", "--no-warnings"]
    libsumo.start([*command, *options, "--collision.action", "warn"])
    try:
        return _followed()
    finally:
        libsumo.close()


def _followed() -> list[Track]:
    ways: dict[str, list[tuple[float, float, float]]] = {}
    sizes: dict[str, tuple[Class, float, float]] = {}
    vehicle = libsumo.vehicle
    for _ in range(round(SECONDS / STEP_S)):
        libsumo.simulationStep()
        now_s = libsumo.simulation.getTime()
        for name in vehicle.getIDList():
            x, y = vehicle.getPosition(name)
            ahead = LINE_X - x
            if -25 < ahead < 70:
                ways.setdefault(name, []).append((now_s, y + 6.5, ahead + STOP_LINE_M))
                kind = Class(vehicle.getTypeID(name))
                sizes[name] = (kind, vehicle.getLength(name), vehicle.getWidth(name))
    return [Track(int(name), *sizes[name], np.array(way)) for name, way in ways.items()]


def frames(tracks: list[Track], *, is_night: bool) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """The film."""
    renderer = Renderer(lens=LENS, lanes=LANES, is_night=is_night, noise=5.0, seed=1)
    for n in range(SECONDS * FPS):
        now_s = n / FPS
        there = [seen for track in tracks if (seen := track.at(now_s)) is not None]
        yield now_s, renderer.draw([one for one in there if one.y + one.length_m > LENS.y])


@pytest.mark.parametrize("hour", ["day", "night"])
def test_counts_against_the_truth(tracks: list[Track], hour: str) -> None:
    place = site()
    counter, counted, cpu_s = CameraCounter(place), list[Crossing](), 0.0
    for now_s, frame in frames(tracks, is_night=hour == "night"):
        begin_s = time.process_time()
        found = counter.see(frame, now_s=now_s)
        cpu_s += time.process_time() - begin_s
        counted += [(one.at_s, one.x, one.kind) for one in found]
    true = [one for track in tracks if (one := track.crosses(place.lower_m)) is not None]
    per_frame_ms = 1000 * cpu_s / (SECONDS * FPS)
    lines = [f"{per_frame_ms:.2f} ms CPU a frame: {1000 / FPS / per_frame_ms:.0f} cameras a core"]
    lines.append(_row(true, counted, "all", lambda _one: True))
    lines += [_row(true, counted, f"lane {n + 1}", _in_lane(n)) for n in range(len(LANES))]
    lines += [_row(true, counted, kind.value, _of_class(kind)) for kind in Class]
    print("\n".join(["", *(f"  {hour}: {line}" for line in lines)]))  # noqa: T201 - its purpose
    assert counted


def _in_lane(number: int) -> Callable[[Crossing], bool]:
    left, right = LANES[number]
    return lambda one: left <= one[1] < right


def _of_class(kind: Class) -> Callable[[Crossing], bool]:
    return lambda one: one[2] is kind


def _row(
    true: list[Crossing], counted: list[Crossing], name: str, wanted: Callable[[Crossing], bool]
) -> str:
    """Both counts, and the mean error of the count by five minutes."""
    errors, totals = [], [0, 0]
    for begin in range(0, SECONDS, BIN_S):
        inside = [
            sum(wanted(one) for one in rows if max(begin, LEARNS_S) <= one[0] < begin + BIN_S)
            for rows in (true, counted)
        ]
        totals = [total + count for total, count in zip(totals, inside, strict=True)]
        if inside[0]:
            errors.append(abs(inside[1] - inside[0]) / inside[0])
    error = 100 * sum(errors) / len(errors) if errors else 0.0
    return f"{name}: {totals[0]} passed, {totals[1]} counted, mean error {error:.1f} %"
