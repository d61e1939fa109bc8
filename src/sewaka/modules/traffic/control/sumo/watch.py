"""An independent look at what the lamps and the street really did. It trusts no controller."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sewaka.modules.traffic.control.network import GREENS, PROTECTED, RED, YELLOW, Junction
from sewaka.modules.traffic.control.observe import Observation

GRIDLOCK_VEHICLES, GRIDLOCK_S = 10, 300.0
STARVED_M, STARVED_S = 15.0, 180.0


class SignalWatch:
    """Counts what must not be, by the indications of every second."""

    def __init__(
        self, *, junction: Junction, yellow_s: float = 3.0, min_green_s: float = 5.0
    ) -> None:
        self.violations = 0
        self.max_red_s = 0.0
        self.starved = 0
        self._junction = junction
        self._yellow_s, self._min_green_s = yellow_s, min_green_s
        self._before = ""
        # Of the present indication; nobody has seen since when the first one is shown.
        self._age_s = np.full(junction.size, np.inf)
        self._called_s = np.zeros(junction.size)  # red with a call, without a break
        self._at_line_s = np.zeros(junction.size)  # red with a vehicle at the line
        self._pairs = [
            (int(i), int(j), bool(junction.yields[i, j]), bool(junction.yields[j, i]))
            for i, j in np.argwhere(np.triu(junction.conflicts))
        ]
        self._crossings = {link.index for link in junction.links if link.is_crossing}
        self._links = [link for link in junction.links if not link.is_crossing]

    def look(self, *, indications: str, observation: Observation) -> None:
        """One second later."""
        shown = indications[: self._junction.size]
        self.violations += self._clashes(shown)
        if self._before and shown != self._before:
            self.violations += sum(
                self._broke(index, old, new)
                for index, (old, new) in enumerate(zip(self._before, shown, strict=True))
                if old != new
            )
        for index, new in enumerate(shown):
            is_same = not self._before or _kind(self._before[index]) == _kind(new)
            self._age_s[index] = self._age_s[index] + 1 if is_same else 1
        self._before = shown
        self._wait(shown, observation)

    def _clashes(self, shown: str) -> int:
        """Foes that may drive together, of which none gives way to the other."""
        moving = GREENS | {YELLOW}
        count = 0
        for i, j, i_yields, j_yields in self._pairs:
            one, other = shown[i], shown[j]
            if one in moving and other in moving:
                gives_way = (one != PROTECTED and i_yields) or (other != PROTECTED and j_yields)
                count += not gives_way
        return count

    def _broke(self, index: int, old: str, new: str) -> bool:
        """A green cut short, or no yellow or too little of it before red."""
        age = self._age_s[index]
        if old in GREENS and new not in GREENS:
            has_yellow = new == YELLOW or index in self._crossings  # people on foot have none
            return bool(not has_yellow or age < self._min_green_s)
        return bool(old == YELLOW and age < self._yellow_s)

    def _wait(self, shown: str, observation: Observation) -> None:
        near = {
            lane: bool((seen.distance_m <= STARVED_M).any())
            for lane, seen in observation.lanes.items()
        }
        green = np.array([each in GREENS for each in shown])
        at_line = np.zeros(len(shown), dtype=np.bool_)
        for link in self._links:
            at_line[link.index] |= near.get(link.from_lane, False)
        self._called_s = np.where(observation.calls & ~green, self._called_s + 1, 0.0)
        self.max_red_s = max(self.max_red_s, float(self._called_s.max(initial=0.0)))
        before = self._at_line_s > STARVED_S
        self._at_line_s = np.where(at_line & ~green, self._at_line_s + 1, 0.0)
        self.starved += int((~before & (self._at_line_s > STARVED_S)).sum())


def _kind(indication: str) -> str:
    return PROTECTED if indication in GREENS else YELLOW if indication == YELLOW else RED


def is_gridlock(waiting_s: Iterable[float]) -> bool:
    """Whether at least ten vehicles have stood for five minutes without a break."""
    return sum(waited >= GRIDLOCK_S for waited in waiting_s) >= GRIDLOCK_VEHICLES
