"""What a junction does by itself: green while vehicles follow, then whoever waited longest."""

from __future__ import annotations

from dataclasses import dataclass

from sewaka.modules.traffic.control.network import Stage

GAP_BEGIN_S = 2.0  # the gap that ends a green shrinks from this ...
GAP_END_S = 1.0  # ... to this, as the green grows to its greatest
MAX_GREEN_S = 50.0
UNKNOWN_GAP_S = -1.0  # the detector is dead: its green lasts as long as a plan would give
RECALL_GREEN_S = 20.0


@dataclass(frozen=True, slots=True)
class Sensing:
    """What the junction's own detectors say, by indication.

    `calls`: somebody wants it. `gap_s`: since a vehicle was last over the line or close to it,
    `UNKNOWN_GAP_S` for a dead detector, which calls for ever. `junction_dead`, `approach_dead`: as
    in `ladder.Condition`. `is_occupied`: somebody stands inside the crossing.
    """

    calls: tuple[bool, ...]
    gap_s: tuple[float, ...]
    junction_dead: float = 0.0
    approach_dead: float = 0.0
    is_occupied: bool = False


def all_call(*, size: int) -> Sensing:
    """Nothing is known, so everybody may be waiting."""
    return Sensing(calls=(True,) * size, gap_s=(0.0,) * size)


def is_spent(*, stage: Stage, age_s: float, sensing: Sensing) -> bool:
    """Whether the green has done its work: its greatest length, or a gap in every stream."""
    if age_s >= MAX_GREEN_S:
        return True
    allowed_s = GAP_BEGIN_S - (GAP_BEGIN_S - GAP_END_S) * age_s / MAX_GREEN_S
    for index, gap_s in enumerate(sensing.gap_s):
        if not stage.is_green(index):
            continue
        if gap_s == UNKNOWN_GAP_S:
            if age_s < RECALL_GREEN_S:
                return False
        elif gap_s <= allowed_s:
            return False
    return True
