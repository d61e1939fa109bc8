"""Level of service, A to F, and density.

Delay: PM 96/2015, read second-hand (`verified: no`); the gaps between its classes are closed.
Volume to capacity of links: `verified: no`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

VERIFIED = False
DELAY_UP_TO_S = (5.0, 15.0, 25.0, 40.0, 60.0)
RATIO_UP_TO = (0.20, 0.45, 0.70, 0.85, 1.00)
EWMA_ALPHA = 0.2  # at 10 s
# Vehicles per kilometre and lane up to which a road is free, moving, dense. Ours, for a street of
# which four of five vehicles are motorcycles; verified: no.
DENSITY_UP_TO_KM = (20.0, 50.0, 100.0)
_LETTERS = "ABCDEF"


class Level(StrEnum):
    """The letter. Its word is the module's text `los.<letter>`."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Density(StrEnum):
    """How full a road is. Its word is the module's text `words.DENSITIES`; the fullest last."""

    FREE = "free"
    MOVING = "moving"
    DENSE = "dense"
    FULL = "full"


class RoadClass(StrEnum):
    """What kind of road it is, for the level wanted at least."""

    PRIMARY_ARTERIAL = "primary_arterial"
    PRIMARY_COLLECTOR = "primary_collector"
    PRIMARY_LOCAL = "primary_local"


WANTED = {
    RoadClass.PRIMARY_ARTERIAL: Level.B,
    RoadClass.PRIMARY_COLLECTOR: Level.B,
    RoadClass.PRIMARY_LOCAL: Level.C,
}


def of_delay(*, delay_s: float) -> Level:
    """By mean delay per vehicle in seconds. Raises ValueError for a negative or unknown one."""
    return _class(delay_s, DELAY_UP_TO_S)


def of_ratio(*, volume_to_capacity: float) -> Level:
    """By volume to capacity (DJ). Raises ValueError for a negative or unknown one."""
    return _class(volume_to_capacity, RATIO_UP_TO)


def worse(*, levels: Sequence[Level]) -> Level:
    """The map's colour: the worst of them."""
    return max(levels, key=lambda level: level.value)


def is_as_wanted(*, level: Level, road: RoadClass) -> bool:
    """Whether the road is at least as good as the regulation wants."""
    return level.value <= WANTED[road].value


def density_of_count(*, vehicles: float, length_m: float) -> float:
    """Vehicles per kilometre and lane, from a zone's count."""
    if length_m <= 0.0:
        raise ValueError("a zone has a length")
    return vehicles / length_m * 1000.0


def of_density(*, vehicles_km: float) -> Density:
    """By vehicles per kilometre and lane."""
    return list(Density)[sum(vehicles_km > limit for limit in DENSITY_UP_TO_KM)]


def density_of_occupancy(*, occupancy: float, vehicle_m: float, detector_m: float) -> float:
    """Vehicles per kilometre and lane, from a detector's occupancy (0 to 1)."""
    if vehicle_m + detector_m <= 0.0:
        raise ValueError("a vehicle has a length")
    return occupancy * 1000.0 / (vehicle_m + detector_m)


def smoothed(*, before: float, now: float, alpha: float = EWMA_ALPHA) -> float:
    """The moving mean of densities, every 10 s."""
    return before + alpha * (now - before)


def _class(value: float, up_to: Sequence[float]) -> Level:
    if math.isnan(value) or value < 0.0:
        raise ValueError(f"no level of service for {value}")
    return Level(_LETTERS[sum(value > limit for limit in up_to)])
