"""Whether the camera sees, and where its picture has moved to.

Fog, a lorry before the lens, darkness or a picture that stands still must read as `blind`, never as
an empty road.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.counting.profile import Frame

_SMALL = (160, 90)
_LEARNT_FROM = 50  # frames
_FOG_BELOW = 0.4  # of the detail that the camera usually has
_BLACK_BELOW, _WHITE_ABOVE = 14, 235  # brightest point of a black, darkest of a white picture
_STILL_S = 5.0
_LEAST_PX, _FARTHEST_PX = 1.5, 8.0  # less is a guess, more a new set-up
_SURE = 0.25  # response of the phase correlation
_FORGETS = 0.01
_EVERY, _LOOKS = 5, 25  # every so many frames; so many of them agree
_SWAYS_PX = 0.7

Small = NDArray[np.float32]


class Sight:
    """Give it every frame in turn."""

    def __init__(self) -> None:
        self._window = cv2.createHanningWindow(_SMALL, cv2.CV_32F)
        self._reference: Small | None = None
        self._detail = 0.0
        self._frames = 0
        self._moves: deque[tuple[float, float]] = deque(maxlen=_LOOKS)
        self._last: Small | None = None
        self._moved_s = 0.0
        self.shift = (0.0, 0.0)  # pixels of the full picture

    def look(self, frame: Frame, *, now_s: float, is_night: bool) -> bool:
        """Whether the frame shows anything; notes by how much it has moved."""
        grey = cv2.cvtColor(
            cv2.resize(frame, _SMALL, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
        )
        small: Small = grey.astype(np.float32)
        if self._last is None or np.abs(small - self._last).max() > 0:
            self._moved_s = now_s
        self._last = small
        is_plain = grey.max() < _BLACK_BELOW or grey.min() > _WHITE_ABOVE
        if is_plain or now_s - self._moved_s > _STILL_S:
            return False
        return is_night or self._is_clear(small, scale=frame.shape[1] / _SMALL[0])

    def _is_clear(self, small: Small, *, scale: float) -> bool:
        detail = float(cv2.Laplacian(small, cv2.CV_32F).std())
        if self._frames < _LEARNT_FROM:
            self._frames += 1
            self._detail += (detail - self._detail) / self._frames
            self._reference = small if self._reference is None else self._reference
            return True
        if detail < _FOG_BELOW * self._detail:
            return False
        self._detail += _FORGETS * (detail - self._detail)
        self._follow(small, scale=scale)
        return True

    def _follow(self, small: Small, *, scale: float) -> None:
        """Where it has gone to for good: a vehicle that passes, or wind, moves it for a moment."""
        self._frames += 1
        if self._reference is None or self._frames % _EVERY:
            return
        (x, y), sure = cv2.phaseCorrelate(
            self._reference.copy(),
            small.copy(),
            self._window,  # it writes into both
        )
        if sure < _SURE or max(abs(x), abs(y)) * scale > _FARTHEST_PX:
            return
        self._moves.append((x * scale, y * scale))
        moves = np.array(self._moves)
        middle = np.median(moves, axis=0)
        if len(moves) == _LOOKS and np.median(np.abs(moves - middle)) <= _SWAYS_PX:
            was_moved = np.abs(middle).max() >= _LEAST_PX
            self.shift = (float(middle[0]), float(middle[1])) if was_moved else (0.0, 0.0)
