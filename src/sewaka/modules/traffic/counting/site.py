"""How a camera is set up: what it sees, its lanes, and where its two lines across them lie.

    {"junction": "J09", "size": [640, 360], "width_m": 6.5, "length_m": 12.0,
     "corners": [[180, 340], [460, 340], [380, 150], [260, 150]],
     "lanes": [{"detector": "D1", "left_m": 0.0, "right_m": 3.25}],
     "lower_m": 2.0, "upper_m": 7.0}

Metres as in `plane`: across from the near left corner, along from the near side. Vehicles come
towards the camera: they cross the upper line first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
import orjson

from sewaka.modules.traffic.counting.plane import NotCalibrated, Point, RoadPlane, calibrate

APART_M = (3.0, 6.0)
BEYOND_M = 1.5  # looked at on both sides of a line, by night
_WIDEST_M = 30.0


class SiteRefused(ValueError):
    """A set-up that can not be counted with; says where. `code`: for a translation."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class CountedLane:
    """One lane, between two lines along the road, and the detector that speaks for it."""

    detector: str
    left_m: float
    right_m: float


@dataclass(frozen=True, slots=True)
class Site:
    """A camera that has been set up."""

    junction: str
    size: tuple[int, int]
    plane: RoadPlane
    lanes: tuple[CountedLane, ...]
    lower_m: float
    upper_m: float

    @classmethod
    def read(cls, path: Path) -> Self:
        """From its file. Raises SiteRefused."""
        try:
            given = orjson.loads(path.read_bytes())
            return cls.of(given)
        except OSError as problem:
            words = f"{path} can not be read: {problem.strerror}"
            raise SiteRefused("unread", words) from problem
        except (ValueError, KeyError, TypeError) as problem:
            raise SiteRefused("unread", f"{path}: {problem}") from problem

    @classmethod
    def of(cls, given: Any) -> Self:
        """From what stands in the file. Raises SiteRefused, KeyError, TypeError, ValueError."""
        size = (int(given["size"][0]), int(given["size"][1]))
        corners: tuple[Point, ...] = tuple((float(x), float(y)) for x, y in given["corners"])
        length = given.get("length_m")
        try:
            plane = calibrate(
                corners=corners,
                size=size,
                width_m=float(given["width_m"]),
                length_m=None if length is None else float(length),
            )
        except NotCalibrated as problem:
            raise SiteRefused(problem.code, str(problem)) from problem
        lanes = tuple(
            CountedLane(str(one["detector"]), float(one["left_m"]), float(one["right_m"]))
            for one in given["lanes"]
        )
        found = cls(
            junction=str(given["junction"]),
            size=size,
            plane=plane,
            lanes=lanes,
            lower_m=float(given["lower_m"]),
            upper_m=float(given["upper_m"]),
        )
        found._check()
        return found

    def _check(self) -> None:
        if not self.lanes:
            raise SiteRefused("no_lane", "no lane to count")
        if not APART_M[0] <= self.upper_m - self.lower_m <= APART_M[1]:
            words = f"the two lines lie {APART_M[0]:g} to {APART_M[1]:g} m apart"
            raise SiteRefused("apart", words)
        sides = (self.lanes[0].left_m, self.lanes[-1].right_m)
        ends = (self.lower_m - BEYOND_M, self.upper_m + BEYOND_M)
        seen = self.plane.image_of(np.array([(x, y) for x in sides for y in ends]))
        if not ((seen >= 0) & (seen < self.size)).all():
            words = f"a line, with {BEYOND_M:g} m before and behind, is not in the picture"
            raise SiteRefused("outside", words)
        if any(not lane.left_m < lane.right_m for lane in self.lanes):
            raise SiteRefused("edges", "a lane's left edge lies left of its right edge")
        if any(left.right_m > right.left_m + 1e-6 for left, right in pairwise(self.lanes)):
            raise SiteRefused("overlap", "lanes go from left to right and do not overlap")
        if self.lanes[-1].right_m - self.lanes[0].left_m > _WIDEST_M:
            raise SiteRefused("wide", f"lanes together are at most {_WIDEST_M:g} m wide")
