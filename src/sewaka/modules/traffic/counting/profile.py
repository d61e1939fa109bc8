"""What covers the two lines: the part of each eighth metre across the road that is no road.

Only the road at the two lines is looked at, from straight above, a few hundred points in all: that
is why a camera costs so little. By day a Gaussian mixture learns the empty road (Zivkovic 2004;
shadows are told apart by their colour and dropped) and edges that the empty road has not find what
has its colour. By night headlights are what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.counting.plane import Matrix
from sewaka.modules.traffic.counting.site import BEYOND_M, Site

BIN_M = 0.125
DEEP_M, _DEEP_BY_NIGHT_M = 0.8, 2 * BEYOND_M  # of a line, along the road: a lamp is short and fast
_PER_BIN = 2  # points across
_PER_M = _PER_BIN / BIN_M
_ROWS, _ROWS_BY_NIGHT = 10, 20
_FOREGROUND = 255  # MOG2 marks shadows with 127
_LEARNS, _LEARNS_BUSY = 0.002, 0.0002  # a second's frames: half a minute, and while it is covered
_BUSY = 0.15
_SHADOW = 0.45  # of the road's light; what is darker is a thing
_FIRST_FRAMES = 60
_EDGE = 0.30  # of the brightness, over two points: in a shadow the road's own edges stay the same
_DARK = 8.0  # added before the logarithm: noise of a dark point is no edge
_NIGHT_BELOW, _DAY_ABOVE = 45.0, 65.0  # mean brightness of the picture
_LAMP = 150.0

Frame: TypeAlias = NDArray[Any]  # whole numbers 0 to 255; blue, green, red


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares 0 to 1 by eighth of a metre, from left to right.

    By day the part that is covered; by night how far a lamp has come. `is_learning`: not to be
    trusted yet.
    """

    upper: NDArray[np.float64]
    lower: NDArray[np.float64]
    is_night: bool
    is_learning: bool


class Lines:
    """Both lines of one camera; give it every frame in turn."""

    def __init__(self, site: Site) -> None:
        self.left_m = site.lanes[0].left_m
        self.bins = max(1, round((site.lanes[-1].right_m - self.left_m) / BIN_M))
        self._by_day = self._both(site, deep_m=DEEP_M, rows=_ROWS)
        self._by_night = self._both(site, deep_m=_DEEP_BY_NIGHT_M, rows=_ROWS_BY_NIGHT)
        self._road = cv2.createBackgroundSubtractorMOG2(500, 20.0, detectShadows=True)
        self._road.setShadowThreshold(_SHADOW)
        self._frames = 0
        self._is_night = False

    def look(self, frame: Frame, *, shift: tuple[float, float] = (0.0, 0.0)) -> Profile:
        """The profile of a frame, shape (height, width, 3), blue first.

        `shift`: by how many pixels the picture has moved since the camera was set up.
        """
        self._note_the_hour(float(frame[::8, ::8].mean()))
        places = self._by_night if self._is_night else self._by_day
        places = places + np.array(shift, dtype=np.float32)
        strip = cv2.remap(
            frame, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
        if self._is_night:
            shares = _lit(grey, self.bins)
            is_learning = False
        else:
            shares = self._covered(strip, grey)
            is_learning = self._frames <= _FIRST_FRAMES
        return Profile(
            upper=shares[0], lower=shares[1], is_night=self._is_night, is_learning=is_learning
        )

    def _both(self, site: Site, *, deep_m: float, rows: int) -> NDArray[np.float32]:
        """Pixels of the points of both lines, shape (2 rows, points, 2); the farthest row first."""
        points = (np.arange(self.bins * _PER_BIN) + 0.5) / _PER_M
        steps = deep_m * (0.5 - (np.arange(rows) + 0.5) / rows)
        along = np.concatenate([site.upper_m + steps, site.lower_m + steps])
        grid = np.stack(np.meshgrid(self.left_m + points, along), axis=-1)
        found = site.plane.image_of(grid.reshape(-1, 2)).reshape(grid.shape)
        return found.astype(np.float32)

    def _note_the_hour(self, brightness: float) -> None:
        was = self._is_night
        self._is_night = brightness < (_DAY_ABOVE if was else _NIGHT_BELOW)
        if was and not self._is_night:
            self._frames = 0

    def _covered(self, strip: Frame, grey: Frame) -> Matrix:
        self._frames += 1
        rate = self._rate if self._frames > _FIRST_FRAMES else -1.0
        marked = self._road.apply(strip, learningRate=rate) == _FOREGROUND
        empty = cv2.cvtColor(self._road.getBackgroundImage(), cv2.COLOR_BGR2GRAY)
        covered = marked | (np.abs(_edges(grey) - _edges(empty)) > _EDGE)
        shares = _by_bin(covered.astype(np.float64), self.bins)
        self._rate = _LEARNS_BUSY if shares.mean() > _BUSY else _LEARNS
        return shares

    _rate = -1.0


def _edges(grey: Frame) -> NDArray[np.float32]:
    light = np.log(grey.astype(np.float32) + _DARK)
    across = cv2.Sobel(light, cv2.CV_32F, 1, 0, ksize=1)
    along = cv2.Sobel(light, cv2.CV_32F, 0, 1, ksize=1)
    both: NDArray[np.float32] = np.abs(across) + np.abs(along)
    return both


def _by_bin(points: Matrix, bins: int) -> Matrix:
    """Mean by line and bin, shape (2, bins)."""
    shares: Matrix = points.reshape(2, _ROWS, bins, _PER_BIN).mean(axis=(1, 3))
    return shares


def _lit(grey: Frame, bins: int) -> Matrix:
    """How far lamps have come, shape (2, bins): 0.5 at the far edge, 1 at the near one; else 0."""
    bright = (grey > _LAMP).reshape(2, _ROWS_BY_NIGHT, bins, _PER_BIN).any(axis=3)
    rows = (np.arange(_ROWS_BY_NIGHT) + 0.5)[:, None] / _ROWS_BY_NIGHT
    count = bright.sum(axis=1)
    middle = (bright * rows).sum(axis=1) / np.maximum(count, 1)
    lit: Matrix = np.where(count > 0, 0.5 + 0.5 * middle, 0.0)
    return lit
