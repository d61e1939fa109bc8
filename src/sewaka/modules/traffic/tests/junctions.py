"""Junctions drawn by hand, with all that a shell must get right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.control.network import Junction, Link, Stage, Turn

# 0, 2: north and south straight on. 1, 3: the same arms' turns across the others' way; lane 0
# feeds both 0 and 1. 4, 5: east and west. 6: people on foot across east and west.
_CROSSING = [(side, main) for side in (4, 5) for main in (0, 1, 2, 3)]
FOES = ((0, 3), (1, 2), (1, 6), (3, 6), (4, 6), (5, 6), *_CROSSING)
YIELDING = ((1, 2), (3, 0), (1, 6), (3, 6))
STAGES = ("GgGgrrG", "rGrGrrr", "rrrrGGr", "GGrrrrr")


def matrix(*, size: int, pairs: tuple[tuple[int, int], ...], both: bool) -> NDArray[np.bool_]:
    """True at the pairs, and at their mirror images if `both`."""
    found = np.zeros((size, size), dtype=np.bool_)
    for one, other in pairs:
        found[one, other] = True
        found[other, one] |= both
    return found


def crossroads(
    *,
    stages: tuple[str, ...] = STAGES,
    foes: tuple[tuple[int, int], ...] = FOES,
) -> Junction:
    """Two roads and a crossing on foot; `foes` may lack a pair, to see who notices."""
    turns = (Turn.THROUGH, Turn.LEFT) * 2 + (Turn.THROUGH,) * 3
    lanes = (0, 0, 2, 3, 4, 5, 6)
    return Junction(
        id=0,
        size=7,
        links=tuple(
            Link(index, lane, 10 + index, turns[index], is_crossing=index == 6)
            for index, lane in enumerate(lanes)
        ),
        stages=tuple(
            Stage(number, green, pedestrian_walk=green[6] == "G")
            for number, green in enumerate(stages)
        ),
        conflicts=matrix(size=7, pairs=foes, both=True),
        yields=matrix(size=7, pairs=YIELDING, both=False),
        clearance_s=np.zeros((len(stages), len(stages))),
    )
