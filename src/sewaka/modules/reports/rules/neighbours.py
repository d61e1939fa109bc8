"""Whose a place outside the city is: the neighbour that has the nearest known place.

Borders of the neighbours are in no open set that we may carry, so a few places of each stand for
them (`seed/neighbours.csv`, positions to about 500 m, `verified: no`). The answer is a suggestion:
the author decides, and an officer passes the report on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sewaka.kernel.geo import Position, distance_m

REACH_M: Final = 6_000.0  # farther from every place it is at sea, or nobody's whom we know


@dataclass(frozen=True, slots=True)
class NeighbourPlace:
    """A place of a neighbour; `body` is its code among the outside bodies."""

    body: str
    position: Position


def neighbour_at(position: Position, places: Sequence[NeighbourPlace]) -> str:
    """The code of the neighbour whose place is nearest; empty where none lies within reach."""
    found = min(
        ((distance_m(position, one.position), one.body) for one in places), default=(REACH_M, "")
    )
    return found[1] if found[0] < REACH_M else ""
