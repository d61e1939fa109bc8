"""Offsets along an arterial: the widest green bands in both directions.

In the family of MAXBAND (Little, Kelson and Gartner, 1981), on a grid of whole seconds. The search
moves one junction at a time and starts from several places; it is exact where it may try all.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TRY_ALL = 20_000
_STARTS = 6
_ROUNDS = 50
# Where no band passes all, overlaps between neighbours still tell which way is better.
_OVERLAP = 1e-3

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stop:
    """One junction on the way. Seconds after its cycle's begin; `travel_s` from the one before.

    `out_green_s`, `back_green_s`: begin and length of the green along and against the way.
    """

    out_green_s: tuple[float, float]
    back_green_s: tuple[float, float]
    travel_s: float = 0.0
    back_travel_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """The offsets in seconds, and the seconds per cycle in which one may drive through."""

    offsets_s: tuple[int, ...]
    out_s: int
    back_s: int


def widest_band(*, stops: Sequence[Stop], cycle_s: int, out_weight: float = 1.0) -> Band:
    """The best offsets found, the first junction's 0. `out_weight`: worth of the way out to back.

    Raises ValueError without a junction or a cycle.
    """
    if not stops or cycle_s <= 0:
        raise ValueError("an arterial has junctions and a cycle")
    search = _Search(stops, cycle_s, out_weight)
    free = len(stops) - 1
    if cycle_s**free <= _TRY_ALL:
        found = max(
            (search.worth(rest), rest) for rest in itertools.product(range(cycle_s), repeat=free)
        )[1]
    else:
        found = max(search.climb(start) for start in range(_STARTS))[1]
    out_s, back_s = search.bands(found)
    return Band((0, *found), out_s, back_s)


def bands(*, stops: Sequence[Stop], cycle_s: int, offsets_s: Sequence[int]) -> Band:
    """The bands of given offsets, the first junction's 0. Raises ValueError as `widest_band`."""
    if not stops or cycle_s <= 0:
        raise ValueError("an arterial has junctions and a cycle")
    out_s, back_s = _Search(stops, cycle_s, 1.0).bands([each % cycle_s for each in offsets_s[1:]])
    return Band(tuple(offsets_s), out_s, back_s)


class _Search:
    def __init__(self, stops: Sequence[Stop], cycle_s: int, out_weight: float) -> None:
        self._cycle = cycle_s
        self._weight = out_weight
        self._free = len(stops) - 1
        there = np.cumsum([stop.travel_s for stop in stops])
        back = np.cumsum([stop.back_travel_s for stop in stops])
        # Seen from the first junction: when one must start there (or arrive, on the way back).
        self._out = [
            _mask(cycle_s, stop.out_green_s, -float(at))
            for stop, at in zip(stops, there, strict=True)
        ]
        self._back = [
            _mask(cycle_s, stop.back_green_s, float(at))
            for stop, at in zip(stops, back, strict=True)
        ]

    def bands(self, offsets: Sequence[int]) -> tuple[int, int]:
        """Seconds out and back."""
        out, back = self._shifted(self._out, offsets), self._shifted(self._back, offsets)
        return int(np.logical_and.reduce(out).sum()), int(np.logical_and.reduce(back).sum())

    def worth(self, offsets: Sequence[int]) -> float:
        """What the search makes as large as it can."""
        total = 0.0
        for masks, weight in ((self._out, self._weight), (self._back, 1.0)):
            shifted = self._shifted(masks, offsets)
            overlap = np.logical_and(shifted[1:], shifted[:-1]).sum() if self._free else 0
            total += weight * (int(np.logical_and.reduce(shifted).sum()) + _OVERLAP * int(overlap))
        return total

    def climb(self, start: int) -> tuple[float, tuple[int, ...]]:
        """From one start, move a junction at a time while that helps."""
        present = tuple((start * (place + 1) * 7) % self._cycle for place in range(self._free))
        best = self.worth(present)
        for _ in range(_ROUNDS):
            before = best
            for place in range(self._free):
                tried = (
                    (*present[:place], offset, *present[place + 1 :])
                    for offset in range(self._cycle)
                )
                worth, candidate = max((self.worth(each), each) for each in tried)
                if worth > best:
                    best, present = worth, candidate
            if best == before:
                break
        return best, present

    def _shifted(self, masks: Sequence[Mask], offsets: Sequence[int]) -> Mask:
        moved = [np.roll(mask, shift) for mask, shift in zip(masks, (0, *offsets), strict=True)]
        return np.stack(moved)


def _mask(cycle_s: int, green_s: tuple[float, float], shift_s: float) -> Mask:
    """The whole seconds of a cycle that are green from begin to end."""
    begin, length = green_s
    seconds = np.arange(cycle_s, dtype=np.float64)
    place = (seconds - begin - shift_s) % cycle_s
    return np.asarray(place + 1.0 <= length + 1e-9)
