"""Pictures of a road of which every vehicle is known: the truth that counting is measured by,
and the camera of the demo city.

A pinhole camera over a plane road; vehicles are boxes with a roof, motorcycles carry a rider. Sun
from the side throws shadows onto the next lane, the sensor is noisy, and by night headlights are
all there is, with the light that they throw ahead. Nothing here looks like a real street: it is
made to be as hard in the ways that matter (shadows, hiding, grey cars on grey road, lamps).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.counting.plane import Matrix, Point
from sewaka.modules.traffic.counting.profile import Frame

_PAINTS = (
    (40, 40, 44), (225, 225, 225), (120, 122, 124), (60, 60, 170), (150, 70, 40), (114, 116, 118),
)  # fmt: skip
_ROAD, _VERGE, _MARKING = (98, 98, 98), (70, 105, 80), (205, 205, 205)
_NIGHT = 0.12  # of the day's light
_SHADOW = 0.55
_LONG_M, _NARROW_M = 6.0, 1.2
_SUN = (0.7, 0.25)  # metres of shadow for each metre of height, across and along


@dataclass(frozen=True, slots=True)
class Seen:
    """A vehicle at a moment: `x` of its middle, `y` of its front, metres as in `plane`."""

    number: int
    x: float
    y: float
    length_m: float
    width_m: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Lens:
    """A camera over the road, which looks at a point of it. `focal_px`: of its picture's width."""

    x: float
    y: float
    height_m: float
    at: Point
    focal_px: float = 620.0
    size: tuple[int, int] = (640, 360)

    def matrix(self) -> Matrix:
        """3 x 4, from metres (x, y, z up) to pixels."""
        forward = np.array([self.at[0] - self.x, self.at[1] - self.y, -self.height_m])
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        right /= np.linalg.norm(right)
        turned = np.vstack([right, np.cross(forward, right), forward])
        inside = np.array(
            [
                [self.focal_px, 0, self.size[0] / 2],
                [0, self.focal_px, self.size[1] / 2],
                [0, 0, 1],
            ]
        )
        place = -turned @ np.array([self.x, self.y, self.height_m])
        found: Matrix = inside @ np.column_stack([turned, place])
        return found


class Renderer:
    """Draws frames, shape (height, width, 3), blue first."""

    def __init__(
        self, *, lens: Lens, lanes: Iterable[Point], is_night: bool, noise: float, seed: int
    ) -> None:
        """`lanes`: left and right edge of each. `noise`: deviation of the sensor, of 255."""
        self._matrix = lens.matrix()
        self._nearest_y = lens.y  # what is behind the camera is cut off
        self._size = lens.size
        self._is_night = is_night
        self._noise = noise
        self._random = np.random.default_rng(seed)
        cv2.setRNGSeed(seed)
        self._empty = self._drawn_road(list(lanes))

    def draw(self, vehicles: Iterable[Seen], *, shift: Point = (0.0, 0.0)) -> Frame:
        """The street at a moment, as seen by a camera that has moved by so many pixels."""
        picture = self._empty.copy()
        far_first = sorted(vehicles, key=lambda one: -one.y)
        if self._is_night:
            picture = self._by_lamps(picture, far_first)
        else:
            self._darken(picture, far_first)
            for one in far_first:
                self._box(picture, one, light=1.0)
        if shift != (0.0, 0.0):
            move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], dtype=np.float32)
            picture = cv2.warpAffine(picture, move, self._size, borderMode=cv2.BORDER_REPLICATE)
        return self._with_noise(picture)

    def _pixels(self, points: Iterable[tuple[float, float, float]]) -> NDArray[np.int32]:
        full = np.array([(*point, 1.0) for point in points]) @ self._matrix.T
        return np.round(full[:, :2] / full[:, 2:]).astype(np.int32)

    def _drawn_road(self, lanes: list[Point]) -> Frame:
        picture = np.full((self._size[1], self._size[0], 3), _VERGE, dtype=np.uint8)
        left, right, far = lanes[0][0], lanes[-1][1], 60.0
        road = self._pixels(
            [(left - 1, 0, 0), (right + 1, 0, 0), (right + 1, far, 0), (left - 1, far, 0)]
        )
        cv2.fillConvexPoly(picture, road, _ROAD)
        for edge in (left, *(lane[1] for lane in lanes)):
            for y in np.arange(0.0, far, 4.0):
                dash = [
                    (edge - 0.06, y, 0),
                    (edge + 0.06, y, 0),
                    (edge + 0.06, y + 2, 0),
                    (edge - 0.06, y + 2, 0),
                ]
                cv2.fillConvexPoly(picture, self._pixels(dash), _MARKING)
        grain = self._random.normal(0, 6, size=(*picture.shape[:2], 1))
        grained = np.clip(picture + cv2.GaussianBlur(grain, (0, 0), 1.2)[..., None] * 3, 0, 255)
        found: Frame = (grained * (_NIGHT if self._is_night else 1.0)).astype(np.uint8)
        return found

    def _darken(self, picture: Frame, vehicles: list[Seen]) -> None:
        shade = np.zeros(picture.shape[:2], dtype=np.uint8)
        for one in vehicles:
            dx, dy = _SUN[0] * one.height_m, _SUN[1] * one.height_m
            feet = _feet(one)
            cast = [(x + dx, y + dy) for x, y in feet]
            hull = self._pixels([(x, y, 0.0) for x, y in feet + cast])
            cv2.fillConvexPoly(shade, cv2.convexHull(hull), 255)
        dark = shade > 0
        picture[dark] = (picture[dark] * _SHADOW).astype(np.uint8)

    def _box(self, picture: Frame, one: Seen, *, light: float) -> None:
        paint = _PAINTS[one.number % len(_PAINTS)]
        near, far = max(one.y, self._nearest_y), one.y + one.length_m
        if far <= near:
            return
        left, right, top = one.x - one.width_m / 2, one.x + one.width_m / 2, one.height_m
        faces = (
            ([(left, near, 0), (left, far, 0), (left, far, top), (left, near, top)], 0.6),
            ([(right, near, 0), (right, far, 0), (right, far, top), (right, near, top)], 0.6),
            ([(left, near, top), (right, near, top), (right, far, top), (left, far, top)], 1.0),
            ([(left, near, 0), (right, near, 0), (right, near, top), (left, near, top)], 0.8),
        )
        for corners, shade in faces:
            colour = tuple(part * shade * light for part in paint)
            cv2.fillConvexPoly(picture, self._pixels(corners), colour)
        for begin, end in _trim(one):
            across = [
                (left + 0.1, begin, top),
                (right - 0.1, begin, top),
                (right - 0.1, end, top),
                (left + 0.1, end, top),
            ]
            cv2.fillConvexPoly(picture, self._pixels(across), (50 * light, 45 * light, 40 * light))
        glass = [
            (left + 0.1, near, 0.55 * top), (right - 0.1, near, 0.55 * top),
            (right - 0.1, near, 0.9 * top), (left + 0.1, near, 0.9 * top),
        ]  # fmt: skip
        cv2.fillConvexPoly(picture, self._pixels(glass), (50 * light, 45 * light, 40 * light))

    def _by_lamps(self, picture: Frame, vehicles: list[Seen]) -> Frame:
        thrown = np.zeros(picture.shape[:2], dtype=np.float32)
        for one in vehicles:
            for lamp in _lamps(one):
                pool = [
                    (lamp - 0.5, one.y - 1.5, 0.0), (lamp + 0.5, one.y - 1.5, 0.0),
                    (lamp + 1.2, one.y - 9.0, 0.0), (lamp - 1.2, one.y - 9.0, 0.0),
                ]  # fmt: skip
                cv2.fillConvexPoly(thrown, self._pixels(pool), 55.0)
        lit = picture + cv2.GaussianBlur(thrown, (0, 0), 5)[..., None]
        found = np.clip(lit, 0, 255).astype(np.uint8)
        for one in vehicles:
            self._box(found, one, light=_NIGHT * 1.5)
            for lamp in _lamps(one):
                (middle, edge) = self._pixels([(lamp, one.y, 0.7), (lamp + 0.14, one.y, 0.7)])
                radius = max(2, int(math.hypot(*(edge - middle))))
                cv2.circle(found, (int(middle[0]), int(middle[1])), radius, (250, 252, 255), -1)
        return found

    def _with_noise(self, picture: Frame) -> Frame:
        drawn: Frame = np.empty(picture.shape, dtype=np.int16)
        cv2.randn(drawn, np.zeros(3), np.full(3, self._noise))
        found: Frame = np.clip(picture + drawn, 0, 255).astype(np.uint8)
        return found


def _feet(one: Seen) -> list[Point]:
    left, right = one.x - one.width_m / 2, one.x + one.width_m / 2
    far = one.y + one.length_m
    return [(left, one.y), (right, one.y), (right, far), (left, far)]


def _trim(one: Seen) -> list[Point]:
    """What is dark on the roof, from and to along the road: windscreens, or a load's ribs."""
    if one.length_m > _LONG_M:
        return [(one.y + at, one.y + at + 0.25) for at in np.arange(0.3, one.length_m - 0.3, 1.2)]
    return [
        (one.y + part * one.length_m, one.y + (part + 0.12) * one.length_m) for part in (0.2, 0.75)
    ]


def _lamps(one: Seen) -> tuple[float, ...]:
    """Across the road; a motorcycle has one."""
    if one.width_m < _NARROW_M:
        return (one.x,)
    apart = one.width_m / 2 - 0.2
    return (one.x - apart, one.x + apart)
