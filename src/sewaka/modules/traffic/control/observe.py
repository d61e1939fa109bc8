"""What a controller sees, decides and tells its neighbours.

It sees what a radar or camera zone gives and nothing else: positions and speeds within the zone,
counts and occupancy. There are no identities, routes or turns of vehicles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CALL_SHARE = 0.5  # a vehicle that more likely goes elsewhere calls nobody


class Health(StrEnum):
    """How far a detector is to be believed."""

    HEALTHY = "healthy"
    SUSPECT = "suspect"
    FAILED = "failed"
    REPAIRED = "repaired"


class Interval(StrEnum):
    """In which part of its way from stage to stage a signal is."""

    GREEN = "green"
    YELLOW = "yellow"
    ALL_RED = "all_red"


class Mode(StrEnum):
    """Who steers a junction. Labels: Mati, Semua merah, Jadwal, Adaptif, Manual, Lokal ..."""

    OFF = "off"
    ALL_RED = "all_red"
    SCHEDULED = "scheduled"
    ADAPTIVE = "adaptive"
    MANUAL = "manual"
    LOCAL = "local"
    PREEMPT = "preempt"
    RECOVERY = "recovery"
    FLASH = "flash"


@dataclass(frozen=True, slots=True, eq=False)
class LaneObservation:
    """The zone of one approach lane in one second. Arrays have one entry per vehicle seen.

    `distance_m`: from the stop line along the lanes, ±2 m. `speed_ms`: ±1 m/s. `waiting_s`: how
    long it has stood. `share`: the part of the zone's geometry that leads to this lane, 1.0 on the
    lane itself. `passed`: vehicles over the stop line since the last observation. `occupancy`: of
    the zone's length, 0 to 1. `standing`: vehicles that stand on the lane itself, all of its
    length (for classical controllers; ours does not look).
    """

    lane: int
    distance_m: Floats
    speed_ms: Floats
    waiting_s: Floats
    share: Floats
    vehicle_class: NDArray[np.int8]
    passed: int
    occupancy: float
    health: Health = Health.HEALTHY
    standing: int = 0


@dataclass(frozen=True, slots=True)
class ExitObservation:
    """A lane that leads away: vehicles on it, their mean speed, the part of its length taken.

    `standing`: those of them that stand. `entered`: came onto it since the last observation, out
    of the crossing.
    """

    lane: int
    count: int
    mean_speed_ms: float
    occupancy: float
    standing: int = 0
    entered: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """Everything that one junction's detectors say at `t_s`.

    `calls[i]`: somebody wants the indication i (bool, one per index).
    """

    t_s: float
    lanes: Mapping[int, LaneObservation]  # by approach lane
    exits: Mapping[int, ExitObservation]  # by exit lane
    calls: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SignalState:
    """What a signal shows at `t_s`, as the shell reports it.

    `stage`: the running stage, or the one being changed to while `interval` is not green.
    `age_s`: since this interval began. `red_s[i]`: since the indication i was last green.
    """

    t_s: float
    stage: int
    interval: Interval
    age_s: float
    indications: str
    red_s: Floats
    mode: Mode = Mode.ADAPTIVE


@dataclass(frozen=True, slots=True)
class Decision:
    """The stage that a controller asks for, why (a code), and what each stage was worth."""

    stage: int
    reason: str
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Ack:
    """The shell's answer to a command: `stale`, `unknown_stage`, `not_before` ... when refused."""

    is_accepted: bool
    code: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class NeighbourMessage:
    """What one junction tells the next about one exit lane.

    `outflow`: expected vehicles onto the lane in each of the next 60 seconds. `stored` of
    `storage` vehicles stand or drive on it now.
    """

    junction: int
    t_s: float
    exit_lane: int
    outflow: Floats
    stored: float
    storage: float


class Controller(Protocol):
    """Chooses stages of one junction. It never writes a signal: it asks the shell."""

    def decide(
        self,
        *,
        observation: Observation,
        signal: SignalState,
        inbox: Sequence[NeighbourMessage],
    ) -> Decision:
        """The stage to show from now on; the running one to hold it."""
        ...

    def outbox(self) -> list[NeighbourMessage]:
        """What the neighbours should know after the last decision."""
        ...
