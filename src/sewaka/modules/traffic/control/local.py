"""What a junction does by itself: green while vehicles follow, then whoever waited longest."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from sewaka.modules.traffic.control.network import Stage

GAP_BEGIN_S = 2.0  # the gap that ends a green shrinks from this ...
GAP_END_S = 1.0  # ... to this, as the green grows to its greatest
MAX_GREEN_S = 50.0
UNKNOWN_GAP_S = -1.0  # the detector is dead: its green lasts as long as a plan would give
RECALL_GREEN_S = 20.0
SHORT_RECALL_S = 8.0  # where most of the green is seen: what the others need tells of the unseen


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
    gaps = [gap_s for index, gap_s in enumerate(sensing.gap_s) if stage.is_green(index)]
    unseen = gaps.count(UNKNOWN_GAP_S)
    if unseen and age_s < _recall_s(seen=sum(0.0 <= gap_s < inf for gap_s in gaps), unseen=unseen):
        return False
    return not any(0.0 <= gap_s <= allowed_s for gap_s in gaps)


def _recall_s(*, seen: int, unseen: int) -> float:
    """How long a green with dead detectors lasts at least. `seen`: streams that ever came."""
    return SHORT_RECALL_S if seen >= unseen else RECALL_GREEN_S
