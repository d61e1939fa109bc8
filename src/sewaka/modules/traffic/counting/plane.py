"""From pixels to metres on the road, by the four corners of a rectangle whose width is known.

The road is a plane. Across it `x` grows from the near left corner to the near right one, along it
`y` grows away from the camera; the near side lies at `y` = 0. With square pixels and the lens in
the middle of the picture, four corners and one length give the focal length, the rectangle's
other side and where the camera hangs (Zhang & He, Whiteboard scanning and image enhancement,
2007). A camera that looks straight along the rectangle does not show its other side: then that
has to be measured, too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float64]
Point: TypeAlias = tuple[float, float]

_LEAST_AREA_PX = 400.0
_LONGEST_M = 1_000.0
_FOCAL = (0.3, 6.0)  # of the picture's width: wider than any wide angle, longer than any tele
_LEAST_LEAN = 0.02  # below it the sides run parallel to the picture, and say nothing


class NotCalibrated(ValueError):
    """Four points that are no rectangle on a road; says what to do. `code`: for a translation."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Eye:
    """Where the camera hangs, in metres on the road and above it."""

    x: float
    y: float
    height_m: float


@dataclass(frozen=True, slots=True)
class RoadPlane:
    """The mapping, both ways. `to_image`: 3 x 3, from metres on the road to pixels."""

    to_image: Matrix
    eye: Eye

    def image_of(self, points: Matrix) -> Matrix:
        """Pixels, shape (n, 2), of points on the road in metres, shape (n, 2)."""
        return _mapped(self.to_image, points)

    def road_of(self, points: Matrix) -> Matrix:
        """Metres on the road, shape (n, 2), of pixels, shape (n, 2)."""
        back: Matrix = np.linalg.inv(self.to_image).astype(np.float64)
        return _mapped(back, points)

    def hidden_behind_m(self, *, height_m: float, y: float) -> float:
        """How much road a thing of that height hides behind itself when it stands at `y`.

        Inf where it is taller than the camera hangs.
        """
        above = self.eye.height_m - height_m
        if above <= 0:
            return math.inf
        return height_m * abs(y - self.eye.y) / above


def calibrate(
    *, corners: tuple[Point, ...], size: tuple[int, int], width_m: float, length_m: float | None
) -> RoadPlane:
    """The plane by a rectangle: near left, near right, far right, far left corner, in pixels.

    `size`: width and height of the picture. Raises NotCalibrated.
    """
    image = np.array(corners, dtype=np.float64)
    _check(image, width_m, length_m)
    middle = np.array(size, dtype=np.float64) / 2
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
    found = cv2.getPerspectiveTransform(unit, (image - middle).astype(np.float32))
    shape: Matrix = np.asarray(found, dtype=np.float64)
    ratio = None if length_m is None else length_m / width_m
    focal = _focal(shape, ratio=ratio, width_px=size[0])
    sides = np.linalg.norm(shape[:, :2] / np.array([[focal], [focal], [1.0]]), axis=0)
    length = width_m * float(sides[1] / sides[0]) if length_m is None else length_m
    shift = np.array([[1, 0, middle[0]], [0, 1, middle[1]], [0, 0, 1]])
    to_image = shift @ shape @ np.diag([1 / width_m, 1 / length, 1])
    return RoadPlane(to_image=to_image / to_image[2, 2], eye=_eye(shape, focal, width_m, length))


def _mapped(matrix: Matrix, points: Matrix) -> Matrix:
    full = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    plain: Matrix = full[:, :2] / full[:, 2:]
    return plain


def _check(image: Matrix, width_m: float, length_m: float | None) -> None:
    if image.shape != (4, 2) or not np.isfinite(image).all():
        raise NotCalibrated("corners", "four corners are needed, each as two pixels")
    outline = image.astype(np.float32)
    if not cv2.isContourConvex(outline) or cv2.contourArea(outline) < _LEAST_AREA_PX:
        raise NotCalibrated(
            "order", "the corners go round a rectangle: near left, near right, far right"
        )
    for given in (width_m, length_m):
        if given is not None and not 0 < given < _LONGEST_M:
            raise NotCalibrated("side", "a side of the rectangle is a length in metres")


def _focal(shape: Matrix, *, ratio: float | None, width_px: int) -> float:
    """In pixels. Its sides are at right angles, and as long as they were measured."""
    across, along = shape[:, 0], shape[:, 1]
    if ratio is None:
        top = -(across[0] * along[0] + across[1] * along[1])
        below = across[2] * along[2]
        lean = abs(across[2]) / float(np.linalg.norm(across[:2])) * width_px
        if lean < _LEAST_LEAN:
            below = 0.0
    else:
        top = float(along[0] ** 2 + along[1] ** 2 - ratio**2 * (across[0] ** 2 + across[1] ** 2))
        below = float(ratio**2 * across[2] ** 2 - along[2] ** 2)
    focal = math.sqrt(top / below) if below and top / below > 0 else 0.0
    if not _FOCAL[0] * width_px <= focal <= _FOCAL[1] * width_px:
        if ratio is None:
            words = "the camera looks along the rectangle: measure its length, too"
            raise NotCalibrated("along", words)
        raise NotCalibrated("shape", "no camera sees a rectangle of these sides so: measure again")
    return focal


def _eye(shape: Matrix, focal: float, width_m: float, length_m: float) -> Eye:
    turned = shape / np.array([[focal], [focal], [1.0]])
    scale = width_m / float(np.linalg.norm(turned[:, 0]))
    across = turned[:, 0] * scale / width_m
    along = turned[:, 1] * scale / length_m
    from_lens = turned[:, 2] * scale
    axes = np.column_stack([across, along, np.cross(across, along)])
    place = -np.linalg.inv(axes) @ from_lens
    return Eye(x=float(place[0]), y=float(place[1]), height_m=abs(float(place[2])))
