"""Who is still inside the crossing: those who crossed a stop line less those who left by an exit.

Whoever yields may wait for his gap inside, and be there still when the next stage begins. Counts
are enough to know it: of those inside, whoever has crossed a line within the last seconds may just
be on his way; the rest stand. Counts err, and what they miss would stay inside for ever: where
nobody leaves while the crossing is kept free for him, nobody is there, and it is forgotten.
"""

from __future__ import annotations

from collections import deque

from sewaka.modules.traffic.control.observe import Observation

CROSSING_S = 4  # whoever does not stand has left by then
_FORGOTTEN_S = 20  # of nobody leaving


class Inside:
    """The balance of one junction."""

    def __init__(self) -> None:
        self._count = 0
        self._crossed = deque([0] * CROSSING_S, maxlen=CROSSING_S)
        self._quiet_s = 0

    def standing(self, observation: Observation) -> int:
        """One second more: how many stand inside; nobody, where no exit is counted."""
        if not observation.exits:
            return 0
        crossed = sum(seen.passed for seen in observation.lanes.values())
        left = sum(seen.entered for seen in observation.exits.values())
        self._crossed.append(crossed)
        self._count = max(0, self._count + crossed - left)
        self._quiet_s = 0 if crossed or left else self._quiet_s + 1
        if self._quiet_s >= _FORGOTTEN_S:
            self._count = 0
        return max(0, self._count - sum(self._crossed))
