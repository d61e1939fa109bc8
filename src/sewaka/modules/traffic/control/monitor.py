"""Looks at what a signal is about to show and says which rule it would break.

It shares no state with the shell that proposes the indications: it remembers only what was
really shown. The hardware's own conflict monitor (EN 12675) stays the last word.
"""

from __future__ import annotations

from sewaka.modules.traffic.control.network import (
    GREENS,
    PERMISSIVE,
    PROTECTED,
    RED,
    YELLOW,
    Junction,
)
from sewaka.modules.traffic.control.timing import Timing

_KNOWN = frozenset({PROTECTED, PERMISSIVE, YELLOW, RED})
_EPS_S = 1e-6
_NEVER = float("-inf")


def clash_of(*, junction: Junction, indications: str) -> tuple[int, int] | None:
    """The first pair in conflict that may not be green together, or None.

    Two protected greens never may; a yielding one may beside a green to which it yields.
    """
    green = [i for i, shown in enumerate(indications) if shown in GREENS]
    for place, i in enumerate(green):
        for j in green[place + 1 :]:
            if junction.conflicts[i, j] and not _may(junction, indications, i, j):
                return i, j
    return None


def _may(junction: Junction, indications: str, i: int, j: int) -> bool:
    """Whether one of the two yields, by its indication and by the geometry."""
    i_yields = indications[i] == PERMISSIVE and bool(junction.yields[i, j])
    j_yields = indications[j] == PERMISSIVE and bool(junction.yields[j, i])
    return i_yields or j_yields


class Monitor:
    """The memory of one signal. `check` before showing, every tick."""

    def __init__(self, *, junction: Junction, timing: Timing) -> None:
        size = junction.size
        self._junction = junction
        self._min_green = [float(value) for value in timing.min_green_s]
        self._yellow = [float(value) for value in timing.yellow_s]
        self._intergreens = [
            [(j, float(timing.intergreen_s[j, i])) for j in range(size) if junction.conflicts[i, j]]
            for i in range(size)
        ]
        self._shown = RED * size
        self._since = [_NEVER] * size  # when the present indication began
        self._green_ended = [_NEVER] * size
        self._free_of_clashes: set[str] = set()

    def begin(self, *, now_s: float, indications: str) -> None:
        """Take this as shown from now on, unjudged; every other green has just ended."""
        self._shown = indications
        self._since = [now_s] * len(indications)
        self._green_ended = [_NEVER if shown in GREENS else now_s for shown in indications]

    def check(self, *, now_s: float, indications: str) -> str:
        """The code of the broken rule; "" when all is well, and then it counts as shown.

        `now_s` never runs backwards and never faster than the clock on the wall.
        """
        if indications == self._shown:
            return ""
        code = self._static(indications)
        before = self._shown
        changed = [i for i, shown in enumerate(indications) if shown != before[i]]
        for i in changed:
            code = code or self._ended(i, now_s, before[i], indications[i])
        ended = [i for i in changed if before[i] in GREENS and indications[i] not in GREENS]
        begun = [i for i in changed if indications[i] in GREENS and before[i] not in GREENS]
        for i in ended:
            self._green_ended[i] = now_s
        for i in begun:
            code = code or self._began(i, now_s)
        for i in begun:
            self._green_ended[i] = _NEVER  # it has not ended: whether it may stay is `_static`
        for i in changed:
            if before[i] not in GREENS or indications[i] not in GREENS:
                self._since[i] = now_s
        self._shown = indications
        return code

    def _static(self, indications: str) -> str:
        if indications in self._free_of_clashes:
            return ""
        if len(indications) != self._junction.size or not _KNOWN.issuperset(indications):
            return "unknown_indication"
        if clash_of(junction=self._junction, indications=indications):
            return "conflict"
        self._free_of_clashes.add(indications)
        return ""

    def _ended(self, i: int, now_s: float, before: str, after: str) -> str:
        """What is wrong with how the last indication ends."""
        lasted_s = now_s - self._since[i] + _EPS_S
        if before in GREENS and after not in GREENS:
            if lasted_s < self._min_green[i]:
                return "min_green"
            return "no_yellow" if self._yellow[i] > 0 and after != YELLOW else ""
        if before == YELLOW:
            short = lasted_s < self._yellow[i]
            return "short_yellow" if short else "yellow_to_green" if after in GREENS else ""
        return "yellow_after_red" if after == YELLOW else ""

    def _began(self, i: int, now_s: float) -> str:
        """Whether somebody in conflict may still be inside."""
        for j, needed_s in self._intergreens[i]:
            if now_s - self._green_ended[j] + _EPS_S < needed_s:
                return "intergreen"
        return ""
