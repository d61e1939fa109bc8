"""The time-distance diagram of a corridor: when each junction is green along it, both ways."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sewaka.modules.traffic import corridors, town
from sewaka.modules.traffic.control.offsets import Band
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.corridors import Green

# The drawing is as wide as a small phone, so that its words are not made smaller there.
WIDTH, LEFT, TOP, FOOT = 328.0, 40.0, 16.0, 28.0
_LEAST_GAP, _TALL = 40.0, 260.0
_CYCLES = 2  # besides the way itself
_MARKS = 6
_MARK_S = 30
_STRIP = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """One junction. Greens within its cycle, seconds: (begin, length); None where it has none."""

    code: str
    name: str
    metres: float
    plan: StagePlan
    out: Green | None
    back: Green | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws: strips of green (x, y, width), bands as paths, marks of time."""

    places: Sequence[Place]
    rows: Sequence[tuple[str, float]]
    out: Sequence[tuple[str, str, str]]
    back: Sequence[tuple[str, str, str]]
    paths: Sequence[str]
    marks: Sequence[tuple[str, int]]
    height: float
    band: Band | None  # None where the cycles differ


def drawing(plans: Mapping[str, StagePlan], names: Mapping[str, str]) -> Drawing | None:
    """Of junctions in line, in their order; None of fewer than two."""
    if len(plans) < 2:  # noqa: PLR2004 - a way has two ends
        return None
    places, line = list(_places(plans, names)), list(plans)
    scale = max(_TALL / places[-1].metres, _LEAST_GAP / _nearest_m(places))
    ys = [TOP + place.metres * scale for place in places]
    time = _Time(places)
    return Drawing(
        places=places,
        rows=[(place.code, round(y, 1)) for place, y in zip(places, ys, strict=True)],
        out=time.strips([(one.plan, one.out) for one in places], [y - _STRIP for y in ys]),
        back=time.strips([(one.plan, one.back) for one in places], ys),
        paths=time.paths(places, ys),
        marks=time.marks(),
        height=round(ys[-1] + FOOT, 1),
        band=corridors.bands_of(line=line, plans=plans),
    )


def _places(plans: Mapping[str, StagePlan], names: Mapping[str, str]) -> Iterator[Place]:
    line, metres = list(plans), 0.0
    for at, (out, back) in enumerate(corridors.greens_of(line=line, plans=plans)):
        if at:
            metres += town.road_between(begin=line[at - 1], end=line[at])[0]
        name = names.get(line[at], line[at])
        yield Place(line[at], name, metres, plans[line[at]], out, back)


class _Time:
    """From left to right: as long as the way takes, and two cycles."""

    def __init__(self, places: Sequence[Place]) -> None:
        way_s = sum(
            corridors.travel_s(begin=one.code, end=other.code) for one, other in pairwise(places)
        )
        self._until_s = way_s + _CYCLES * max(place.plan.cycle_s for place in places)

    def marks(self) -> Sequence[tuple[str, int]]:
        """Half minutes, or whole ones, that have room."""
        step = _MARK_S * math.ceil(self._until_s / _MARK_S / _MARKS)
        return [(f"{self._x(at):.1f}", at) for at in range(0, int(self._until_s) - 9, step)]

    def strips(
        self, greens: Sequence[tuple[StagePlan, Green | None]], ys: Sequence[float]
    ) -> Sequence[tuple[str, str, str]]:
        """x, y and width of every green."""
        return [
            (f"{self._x(begin):.1f}", f"{y:.1f}", f"{self._x(end) - self._x(begin):.1f}")
            for (plan, green), y in zip(greens, ys, strict=True)
            if green is not None
            for begin, end in self._times(plan, green)
        ]

    def paths(self, places: Sequence[Place], ys: Sequence[float]) -> Sequence[str]:
        """Who starts in the first whole green of one end, at the limit: out and back."""
        ways = [
            (list(places), list(ys), places[0].out),
            (list(reversed(places)), list(reversed(ys)), places[-1].back),
        ]
        return [self._path(line, at, green) for line, at, green in ways if green is not None]

    def _path(self, line: Sequence[Place], ys: Sequence[float], green: Green) -> str:
        begin, end = next(
            each for each in self._times(line[0].plan, green) if each[1] - each[0] >= green[1] - 1.0
        )
        passed_s = [0.0]
        for one, other in pairwise(line):
            passed_s.append(passed_s[-1] + corridors.travel_s(begin=one.code, end=other.code))
        there = [f"{self._x(begin + s):.1f} {y:.1f}" for s, y in zip(passed_s, ys, strict=True)]
        back = [f"{self._x(end + s):.1f} {y:.1f}" for s, y in zip(passed_s, ys, strict=True)]
        return f"M{'L'.join([*there, *reversed(back)])}Z"

    def _times(self, plan: StagePlan, green: Green) -> Iterator[tuple[float, float]]:
        """Every green within the drawing."""
        begin = (plan.offset_s + green[0]) % plan.cycle_s - plan.cycle_s
        while begin < self._until_s:
            first, last = max(0.0, begin), min(self._until_s, begin + green[1])
            if last > first:
                yield first, last
            begin += plan.cycle_s

    def _x(self, second: float) -> float:
        return LEFT + second / self._until_s * (WIDTH - LEFT - 4.0)


def _nearest_m(places: Sequence[Place]) -> float:
    return min(other.metres - one.metres for one, other in pairwise(places))
