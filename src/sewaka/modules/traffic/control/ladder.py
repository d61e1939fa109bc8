"""The steps of trust: ADAPTIVE, LOCAL, SCHEDULED, FLASH. Down at once, up after long health."""

from __future__ import annotations

from dataclasses import dataclass

from sewaka.modules.traffic.control.observe import Mode

STEPS = (Mode.FLASH, Mode.SCHEDULED, Mode.LOCAL, Mode.ADAPTIVE)
RANK = {mode: rank for rank, mode in enumerate(STEPS)}
HEARTBEAT_S = 5.0
HEALTH_S = 120.0
# Above the first two, estimates no longer carry the optimiser; above the last, not even gap-outs.
APPROACH_DEAD = 0.5
JUNCTION_DEAD = 0.3
LOCAL_DEAD = 0.6


@dataclass(frozen=True, slots=True)
class Condition:
    """What the shell knows of its own health at a tick.

    `heartbeat_age_s`: since the optimiser was last heard. `junction_dead`, `approach_dead`: part
    of the detectors that failed, over all and on the worst approach. `is_clock_steady`: no step
    of more than 2 s at this tick. `has_plan`: a fixed plan that passed its checks is there.
    """

    heartbeat_age_s: float
    junction_dead: float
    approach_dead: float
    is_clock_steady: bool
    has_plan: bool


def highest(*, condition: Condition) -> Mode:
    """The highest step that this condition carries. What is not a number carries nothing."""
    if not condition.junction_dead <= LOCAL_DEAD:
        return Mode.SCHEDULED if condition.has_plan else Mode.FLASH
    is_seeing = condition.junction_dead <= JUNCTION_DEAD and (
        condition.approach_dead <= APPROACH_DEAD
    )
    if not is_seeing or not condition.is_clock_steady or condition.heartbeat_age_s >= HEARTBEAT_S:
        return Mode.LOCAL
    return Mode.ADAPTIVE


class Ladder:
    """Where one junction stands. `climb` at every tick."""

    def __init__(self, *, step: Mode, now_s: float, is_trusted: bool) -> None:
        """`is_trusted`: the steps up to `step` need not be earned (a simulation's start)."""
        self.step = step
        earned = float("-inf")
        self._since: list[float | None] = [
            earned if is_trusted and RANK[each] <= RANK[step] else now_s for each in STEPS
        ]

    def climb(self, *, now_s: float, condition: Condition, wish: Mode, is_boundary: bool) -> Mode:
        """The step from now on: never above `wish`; upwards only at a boundary of stages."""
        rank = RANK[highest(condition=condition)]
        for each in range(len(STEPS)):
            if each > rank:
                self._since[each] = None
            elif self._since[each] is None:
                self._since[each] = now_s
        present = RANK[self.step]
        if rank < present or RANK[wish] < present:
            present = min(rank, RANK[wish])
        elif is_boundary:
            present = max(
                [
                    present,
                    *(r for r in range(present + 1, RANK[wish] + 1) if self._is_sure(r, now_s)),
                ]
            )
        self.step = STEPS[present]
        return self.step

    def _is_sure(self, rank: int, now_s: float) -> bool:
        since = self._since[rank]
        return since is not None and now_s - since >= HEALTH_S
