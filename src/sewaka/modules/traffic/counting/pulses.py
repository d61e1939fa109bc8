"""Something covers a line, and leaves it: pulses, beside each other and one after another.

A pulse is a stretch of neighbouring bins. Two that touch while they pass stay two, and what comes
to the side of one that is there already is another one: motorcycles overtake cars in their lane.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

ON, OFF = 0.5, 0.3  # of a bin: covered from the one on, until it falls below the other
_SETTLED_S = 0.25  # so long a pulse may still grow to its width
_GROWS = 4  # bins beside a settled pulse that are another one
_SAME = 1e-6
_WIDE, _HOLE_S, _RESUMES = 11, 0.35, 0.7  # bins; seconds; of its width
_SEAM, _SAME_S = 2, 0.05  # bins between both, and seconds
_AT_FRONT = 2  # frames: later ones show the higher parts, which lean outwards


@dataclass(frozen=True, slots=True)
class Pulse:
    """From `on_s` to `off_s`, over the bins from `low` on and before `high`.

    `first`: the mean share of its bins in its first frame.
    """

    on_s: float
    off_s: float
    low: float
    high: float
    first: float = 1.0

    @property
    def middle(self) -> float:
        """In bins from the left."""
        return (self.low + self.high) / 2

    @property
    def wide(self) -> float:
        """In bins."""
        return self.high - self.low


@dataclass(slots=True)
class _Open:
    on_s: float
    low: int
    high: int
    first: float
    lows: list[int] = field(default_factory=list)
    highs: list[int] = field(default_factory=list)
    seen_s: float = 0.0

    def overlaps(self, low: int, high: int) -> int:
        """How many bins they share."""
        return min(self.high, high) - max(self.low, low)

    def note(self, low: int, high: int, *, now_s: float) -> None:
        """How wide it is at this moment."""
        self.low, self.high, self.seen_s = low, high, now_s
        self.lows.append(low)
        self.highs.append(high)


class Line:
    """The pulses of one line."""

    def __init__(self, bins: int, *, narrowest: int, shortest_s: float) -> None:
        """Less bins than `narrowest`, less time than `shortest_s` are noise."""
        self._narrowest, self._shortest_s = narrowest, shortest_s
        self._on = np.zeros(bins, dtype=np.bool_)
        self._before = np.zeros(bins)
        self._before_s = 0.0
        self._open: list[_Open] = []
        self._held: list[tuple[Pulse, _Open]] = []

    def step(self, shares: NDArray[np.float64], *, now_s: float) -> list[Pulse]:
        """The pulses that have ended, by a profile of shares 0 to 1."""
        self._on = np.where(self._on, shares >= OFF, shares >= ON)
        runs = _runs(self._on, narrowest=self._narrowest)
        for low, high in runs:
            self._place(low, high, shares, now_s=now_s)
        ended = [one for one in self._open if one.seen_s != now_s]
        self._open = [one for one in self._open if one.seen_s == now_s]
        for one in ended:
            self._hold(self._closed(one, shares, now_s=now_s), one)
        self._before, self._before_s = shares, now_s
        return [one for one in self._released(now_s) if one.off_s - one.on_s >= self._shortest_s]

    def _hold(self, pulse: Pulse, one: _Open) -> None:
        """Pulses side by side that came and went together are one vehicle, of two colours."""
        for held in self._held:
            left, right = sorted((held[0], pulse), key=lambda each: each.low)
            if _came_and_went_together(left, right):
                self._held.remove(held)
                low, high = min(one.low, held[1].low), max(one.high, held[1].high)
                one.note(low, high, now_s=one.seen_s)
                pulse = replace(left, high=right.high, off_s=max(left.off_s, right.off_s))
                break
        self._held.append((pulse, one))

    def _released(self, now_s: float) -> list[Pulse]:
        """After a moment: its other part may still be there, or a roof of the road's colour."""
        due = [held for held in self._held if now_s - held[0].off_s > _HOLE_S]
        self._held = [held for held in self._held if held not in due]
        return [pulse for pulse, _ in due]

    def _resumed(self, low: int, high: int) -> _Open | None:
        """The wide pulse that goes on here."""
        for held in self._held:
            pulse, one = held
            shared = min(pulse.high, high) - max(pulse.low, low)
            if pulse.wide >= _WIDE and shared >= _RESUMES * max(pulse.wide, high - low):
                self._held.remove(held)
                return one
        return None

    def _place(self, low: int, high: int, shares: NDArray[np.float64], *, now_s: float) -> None:
        mine = sorted(
            (one for one in self._open if one.overlaps(low, high) > 0 and one.seen_s != now_s),
            key=lambda one: one.low,
        )
        if not mine:
            self._begin(low, high, shares, now_s=now_s)
        elif len(mine) == 1:
            self._go_on(mine[0], low, high, shares, now_s=now_s)
        else:
            edges = [low, *((a.high + b.low) // 2 for a, b in pairwise(mine))]
            for one, left, right in zip(mine, edges, [*edges[1:], high], strict=True):
                one.note(left, max(right, left + 1), now_s=now_s)

    def _go_on(
        self, one: _Open, low: int, high: int, shares: NDArray[np.float64], *, now_s: float
    ) -> None:
        """Somebody beside it is another one, once it has shown how wide it is."""
        if now_s - one.on_s <= _SETTLED_S:
            one.note(low, high, now_s=now_s)
            return
        left, right = int(np.median(one.lows)), int(np.median(one.highs))
        kept = (max(low, left), min(high, right))
        if kept[0] >= kept[1]:
            kept = (low, high)
        one.note(*kept, now_s=now_s)
        if kept[0] - low >= _GROWS:
            self._begin(low, kept[0], shares, now_s=now_s)
        if high - kept[1] >= _GROWS:
            self._begin(kept[1], high, shares, now_s=now_s)

    def _begin(self, low: int, high: int, shares: NDArray[np.float64], *, now_s: float) -> None:
        resumed = self._resumed(low, high)
        if resumed is not None:
            resumed.note(low, high, now_s=now_s)
            self._open.append(resumed)
            return
        on_s = self._crossed(shares, low, high, now_s=now_s)
        one = _Open(on_s=on_s, low=low, high=high, first=float(shares[low:high].mean()))
        one.note(low, high, now_s=now_s)
        self._open.append(one)

    def _closed(self, one: _Open, shares: NDArray[np.float64], *, now_s: float) -> Pulse:
        off_s = self._crossed(shares, one.low, one.high, now_s=now_s)
        return Pulse(
            on_s=one.on_s,
            off_s=max(off_s, one.on_s),
            low=float(np.mean(one.lows[:_AT_FRONT])),
            high=float(np.mean(one.highs[:_AT_FRONT])),
            first=one.first,
        )

    def _crossed(self, shares: NDArray[np.float64], low: int, high: int, *, now_s: float) -> float:
        """When it was half covered, between the last frame and this one."""
        before, now = float(self._before[low:high].mean()), float(shares[low:high].mean())
        if abs(now - before) < _SAME:
            return now_s
        part = min(1.0, max(0.0, (ON - before) / (now - before)))
        return self._before_s + part * (now_s - self._before_s)


def _came_and_went_together(left: Pulse, right: Pulse) -> bool:
    moments = (left.on_s - right.on_s, left.off_s - right.off_s)
    return right.low - left.high <= _SEAM and all(abs(one) <= _SAME_S for one in moments)


def _runs(on: NDArray[np.bool_], *, narrowest: int) -> list[tuple[int, int]]:
    """Stretches of covered bins; a single hole is filled, narrow ones are dropped."""
    filled = on.copy()
    filled[1:-1] |= on[:-2] & on[2:]
    padded = np.concatenate([[False], filled, [False]])
    changes = np.flatnonzero(padded[1:] != padded[:-1])
    runs = zip(changes[::2], changes[1::2], strict=True)
    return [(int(low), int(high)) for low, high in runs if high - low >= narrowest]
