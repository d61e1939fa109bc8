"""Lanes, signal-controlled links, stages and junctions. Ids are positions in the tuples.

Nothing here assumes a side of driving: handedness is in the geometry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

PROTECTED = "G"  # green; nobody in conflict has it too
PERMISSIVE = "g"  # green, but yields to conflicting traffic
RED = "r"
YELLOW = "y"
GREENS = frozenset({PROTECTED, PERMISSIVE})
Way = tuple[int, int]  # from a lane to a next one outside junctions


class Turn(StrEnum):
    """Where a link leads, seen by the driver."""

    LEFT = "left"
    THROUGH = "through"
    RIGHT = "right"
    UTURN = "uturn"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane between two junctions, or across one. `allowed` is empty where all may drive."""

    id: int
    length_m: float
    speed_ms: float
    width_m: float
    allowed: frozenset[str] = frozenset()
    is_internal: bool = False  # lies inside a junction
    edge: int = -1  # lanes side by side have the same; -1: unknown


@dataclass(frozen=True, slots=True)
class Link:
    """A signal-controlled connection of two lanes. Links of one `index` share an indication."""

    index: int
    from_lane: int
    to_lane: int
    turn: Turn
    is_crossing: bool = False  # for people on foot


@dataclass(frozen=True, slots=True)
class Stage:
    """What the signal shows: one of `G`, `g`, `r` for each index."""

    index: int
    green: str
    name: str = ""
    pedestrian_walk: bool = False

    def is_green(self, link_index: int) -> bool:
        """Whether that link may go, yielding or not."""
        return self.green[link_index] in GREENS


@dataclass(frozen=True, slots=True)
class PlanPhase:
    """One interval of a fixed plan, yellow and all-red included."""

    indications: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A fixed-time plan."""

    code: str
    phases: tuple[PlanPhase, ...]
    offset_s: float = 0.0

    def indications_at(self, *, t_s: float) -> str:
        """What it shows; its cycles begin at `offset_s` past a multiple of the cycle."""
        place = (t_s - self.offset_s) % sum(phase.duration_s for phase in self.phases)
        for phase in self.phases:
            if place < phase.duration_s:
                return phase.indications
            place -= phase.duration_s
        return self.phases[-1].indications


@dataclass(frozen=True, slots=True, eq=False)
class Junction:
    """A signal and all that it controls, be it one crossing or several joined ones.

    `conflicts[i, j]`: paths of the indications i and j cross or merge (bool, symmetric, diagonal
    false). `yields[i, j]`: i gives way to j where both may go (bool). `clearance_s[a, b]`: all-red
    between stage a and stage b in seconds. All three are square.
    """

    id: int
    size: int  # number of indications, the length of every `Stage.green`
    links: tuple[Link, ...]
    stages: tuple[Stage, ...]
    conflicts: NDArray[np.bool_]
    yields: NDArray[np.bool_]
    clearance_s: NDArray[np.float64]
    plans: tuple[Plan, ...] = ()
    neighbours: tuple[int, ...] = ()  # junctions whose traffic arrives here

    @property
    def approach_lanes(self) -> tuple[int, ...]:
        """The lanes at its stop lines, each once, in the order of the links."""
        return tuple(dict.fromkeys(link.from_lane for link in self.links if not link.is_crossing))

    @property
    def exit_lanes(self) -> tuple[int, ...]:
        """The lanes that its links lead to, each once."""
        return tuple(dict.fromkeys(link.to_lane for link in self.links if not link.is_crossing))


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """All lanes with their graph, and all junctions. Ids are positions."""

    lanes: tuple[Lane, ...]
    next_lanes: tuple[tuple[int, ...], ...]  # by lane: where one may go on, junctions' inside too
    previous_lanes: tuple[tuple[int, ...], ...]
    junctions: tuple[Junction, ...]
    # Where there is no signal: whoever goes from a lane to a next one lets these ways pass.
    gives_way: Mapping[Way, tuple[Way, ...]] = field(default_factory=dict)
