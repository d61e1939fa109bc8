"""No called red grows older than `max_red_s`: the stage that must come next, if one must.

Plans as if the reds were served oldest first, each for its least green. When that plan, begun
after one more change by somebody else, would come too late for anybody, its first stage is due.
"""

from __future__ import annotations

from collections.abc import Sequence

from sewaka.modules.traffic.control.network import Stage

Table = Sequence[Sequence[float]]
Reds = Sequence[tuple[float, int]]  # age of a called red, its indication


class Overdue:
    """The rule for one junction. All times in seconds by the shell's clock."""

    def __init__(
        self,
        *,
        stages: Sequence[Stage],
        change_s: Table,
        min_green_s: Sequence[float],
        max_red_s: float,
    ) -> None:
        size = len(stages[0].green)
        self._serving = [
            tuple(stage.index for stage in stages if stage.is_green(index)) for index in range(size)
        ]
        self._serves = [
            frozenset(index for index in range(size) if stage.is_green(index)) for stage in stages
        ]
        self._change_s = change_s
        self._min_green_s = min_green_s
        self._max_red_s = max_red_s
        # Longest that somebody else's change may delay the first of the plan.
        self._detour_s = max(max(row) for row in change_s) + max(min_green_s)
        # Reds younger than this cannot be late, whatever the order.
        self.careless_s = max_red_s - self._detour_s * (len(stages) + 1)

    def most_waiting(self, *, reds_s: Reds, running: int) -> int:
        """The stage that ends the most seconds of red; the running one if there are none."""
        if not any(self._serving[index] for _, index in reds_s):
            return running
        return max(range(len(self._serves)), key=lambda stage: self._ends(stage, reds_s))

    def due(self, *, reds_s: Reds, running: int, left_s: float) -> int | None:
        """The stage that has to be next, or None.

        `left_s`: until the running stage may
        end. An indication that no stage serves is nobody's red.
        """
        at_s, stage, first = left_s + self._detour_s, running, -1
        planned: set[int] = set()
        for age_s, index in sorted(reds_s, reverse=True):
            if index in planned or not self._serving[index]:
                continue
            target = self._best(index, reds_s)
            at_s += self._change_s[stage][target]
            first = target if first < 0 else first
            if age_s + at_s >= self._max_red_s:
                return first
            at_s += self._min_green_s[target]
            planned |= self._serves[target]
            stage = target
        return None

    def _best(self, index: int, reds_s: Reds) -> int:
        """Of the stages that serve it, the one that ends most waiting."""
        return max(self._serving[index], key=lambda stage: self._ends(stage, reds_s))

    def _ends(self, stage: int, reds_s: Reds) -> float:
        return sum(age_s for age_s, index in reds_s if index in self._serves[stage])
