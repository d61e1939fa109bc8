"""Reads a record of what was shown and counts the broken rules.

Written apart from the shell and its monitor, by arrays over the whole record instead of a memory
that goes from tick to tick, so that one mistake is not made twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.timing import Timing

Codes = NDArray[np.uint8]
Marks = NDArray[np.bool_]
_EPS = 1e-6


def broken_rules(
    *, junction: Junction, timing: Timing, shown: Sequence[str], tick_s: float
) -> Counter[str]:
    """How often each rule was broken in one record of consecutive ticks.

    What runs over the begin or the end of the record is not judged; nor is anything next to a
    flashing or dark signal, except that only red may follow it.
    """
    record = np.array([list(row.encode("ascii")) for row in shown], dtype=np.uint8)
    return _Judge(junction, timing, record, tick_s).count()


class _Judge:
    def __init__(self, junction: Junction, timing: Timing, record: Codes, tick_s: float) -> None:
        self._junction = junction
        self._timing = timing
        self._tick_s = tick_s
        self._protected = record == ord("G")
        self._permissive = record == ord("g")
        self._green = self._protected | self._permissive
        self._yellow = record == ord("y")
        self._red = record == ord("r")
        self._off = ~(self._green | self._yellow | self._red)

    def count(self) -> Counter[str]:
        found = Counter[str]()
        found["conflict"] = self._conflicts()
        found["min_green"] = self._too_short(self._green, self._timing.min_green_s)
        found["short_yellow"] = self._too_short(self._yellow, self._timing.yellow_s)
        found["no_yellow"] = self._sudden()
        found["after_off"] = int((self._off[:-1] & ~self._off[1:] & ~self._red[1:]).sum())
        found["partly_off"] = int((self._off.any(axis=1) & ~self._off.all(axis=1)).sum())
        found["intergreen"] = self._intergreens()
        return +found

    def _conflicts(self) -> int:
        total = 0
        for i, j in np.argwhere(np.triu(self._junction.conflicts)).tolist():
            both = self._green[:, i] & self._green[:, j]
            yields = self._permissive[:, i] & self._junction.yields[i, j]
            yields |= self._permissive[:, j] & self._junction.yields[j, i]
            total += int((both & ~yields).sum())
        return total

    def _too_short(self, marks: Marks, least_s: NDArray[np.float64]) -> int:
        """Runs between two other indications that are shorter than they must be."""
        total = 0
        for column in range(marks.shape[1]):
            steps = np.diff(marks[:, column].astype(np.int8))
            begins, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
            ends = ends[ends > begins[0]] if len(begins) else ends[:0]
            cut_off = self._off[ends + 1, column]
            lasted = (ends - begins[: len(ends)]) * self._tick_s
            total += int(((lasted + _EPS < least_s[column]) & ~cut_off).sum())
        return total

    def _sudden(self) -> int:
        """Greens that end in something else than yellow; yellows that turn green again."""
        has_yellow = self._timing.yellow_s > 0
        red_at_once = self._green[:-1] & self._red[1:] & has_yellow
        back = self._yellow[:-1] & self._green[1:]
        out_of_red = self._red[:-1] & self._yellow[1:]
        return int((red_at_once | back | out_of_red).sum())

    def _intergreens(self) -> int:
        """Greens that begin too soon after a green in conflict has ended."""
        ticks = np.arange(len(self._green))[:, None]
        last_green = np.maximum.accumulate(np.where(self._green, ticks, -(10**9)), axis=0)
        begins = self._green[1:] & ~self._green[:-1]
        total = 0
        for i, j in np.argwhere(self._junction.conflicts).tolist():
            at = np.flatnonzero(begins[:, j]) + 1
            at = at[~self._green[at, i]]
            free_s = (at - last_green[at, i] - 1) * self._tick_s
            total += int((free_s + _EPS < self._timing.intergreen_s[i, j]).sum())
        return total
