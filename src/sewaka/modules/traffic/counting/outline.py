"""Where a set-up lies in the picture: what is drawn over a still, and what can be taken hold of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sewaka.modules.traffic.counting.plane import Point
from sewaka.modules.traffic.counting.site import BEYOND_M, Site

_ASIDE_M = 0.7  # of a line's handle from the last lane


@dataclass(frozen=True, slots=True)
class Grip:
    """What can be dragged. `name`: `left_1`, `right_1`, `lower`, `upper`."""

    name: str
    at: Point


@dataclass(frozen=True, slots=True)
class Outline:
    """All in pixels. `to_road`: nine numbers, row by row, from pixels to metres."""

    lanes: tuple[tuple[Point, ...], ...]
    lines: tuple[tuple[Point, Point], ...]
    grips: tuple[Grip, ...]
    to_road: tuple[float, ...]
    height_m: float  # of the camera above the road


def outline_of(site: Site) -> Outline:
    """Of a set-up that can be counted with."""
    near, far = site.lower_m - BEYOND_M, site.upper_m + BEYOND_M
    middle = (site.lower_m + site.upper_m) / 2
    first, last = site.lanes[0].left_m, site.lanes[-1].right_m
    grips: list[tuple[str, Point]] = []
    for number, lane in enumerate(site.lanes, start=1):
        grips += [
            (f"left_{number}", (lane.left_m, middle)),
            (f"right_{number}", (lane.right_m, middle)),
        ]
    grips += [(name, (last + _ASIDE_M, y)) for name, y in _lines(site)]
    return Outline(
        lanes=tuple(
            _seen(site, [(one.left_m, near), (one.right_m, near), (one.right_m, far),
                         (one.left_m, far)])
            for one in site.lanes
        ),
        lines=tuple(
            (ends[0], ends[1])
            for _, y in _lines(site)
            for ends in [_seen(site, [(first, y), (last, y)])]
        ),
        grips=tuple(
            Grip(name, at)
            for (name, _), at in zip(grips, _seen(site, [at for _, at in grips]), strict=True)
        ),
        to_road=tuple(float(one) for one in np.linalg.inv(site.plane.to_image).ravel()),
        height_m=site.plane.eye.height_m,
    )  # fmt: skip


def _lines(site: Site) -> Sequence[tuple[str, float]]:
    return (("lower", site.lower_m), ("upper", site.upper_m))


def _seen(site: Site, points: Sequence[Point]) -> tuple[Point, ...]:
    found = site.plane.image_of(np.array(points)).round(1).tolist()
    return tuple((float(x), float(y)) for x, y in found)
