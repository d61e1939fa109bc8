"""Who drives where: inflows, turn shares, mix of classes; drawn into trips by a seed.

The same seed gives the same trips whatever the signals do, so that two plans are compared on the
same vehicles.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sewaka.modules.traffic.control.network import Network

_LONGEST_PATH = 300  # lanes; a walk that goes round and round ends


class Kind(StrEnum):
    """Classes of vehicles, as SUMO calls them."""

    MOTORCYCLE = "motorcycle"
    CAR = "passenger"
    HEAVY = "truck"


# Seconds of a lane's discharge, and metres of a queue with motorcycles three abreast. The first are
# PKJI's equivalents at 1800 pcu/h: `verified: no`.
HEADWAY_S = {Kind.MOTORCYCLE: 0.3, Kind.CAR: 2.0, Kind.HEAVY: 2.6}
STORED_M = {Kind.MOTORCYCLE: 0.8, Kind.CAR: 7.0, Kind.HEAVY: 13.0}
LENGTH_M = {Kind.MOTORCYCLE: 1.9, Kind.CAR: 4.3, Kind.HEAVY: 10.0}
CARS_ONLY = {Kind.CAR: 1.0}
DENPASAR_MIX = {Kind.MOTORCYCLE: 0.80, Kind.CAR: 0.16, Kind.HEAVY: 0.04}  # verified: no


@dataclass(frozen=True, slots=True)
class Inflow:
    """Vehicles per hour onto a lane at the edge of the network, from `from_s` until `until_s`."""

    lane: int
    vehicles_h: float
    from_s: float = 0.0
    until_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class Demand:
    """`shares[lane][next lane]`: part of the vehicles; equal parts where nothing is said.

    The next lane may lie beside one that the lane leads to: lanes are changed behind a junction.
    """

    inflows: tuple[Inflow, ...]
    shares: Mapping[int, Mapping[int, float]] = field(default_factory=dict)
    mix: Mapping[Kind, float] = field(default_factory=lambda: CARS_ONLY)


@dataclass(frozen=True, slots=True)
class Journey:
    """One vehicle's wish: when, what, over which lanes (those inside junctions left out)."""

    wanted_s: float
    kind: Kind
    path: tuple[int, ...]


def ways_on(*, network: Network) -> tuple[dict[int, float], ...]:
    """By lane: the next lanes outside junctions, and the metres inside on the way there."""
    return tuple(
        {} if lane.is_internal else dict(_beyond(network, lane.id)) for lane in network.lanes
    )


def _beyond(network: Network, start: int) -> Iterator[tuple[int, float]]:
    stack = [(lane, 0.0) for lane in reversed(network.next_lanes[start])]
    seen: set[int] = set()
    while stack:
        number, inside_m = stack.pop()
        if number in seen:
            continue
        seen.add(number)
        lane = network.lanes[number]
        if not lane.is_internal:
            yield number, inside_m
            continue
        stack += [(after, inside_m + lane.length_m) for after in network.next_lanes[number]]


def journeys(*, network: Network, demand: Demand, seed: int) -> list[Journey]:
    """All trips in the order of their wishes. Arrivals are Poisson."""
    draw = random.Random(seed)  # noqa: S311 - reproducible, not secret
    ways = ways_on(network=network)
    kinds, weights = list(demand.mix), list(demand.mix.values())
    found = [
        Journey(at_s, draw.choices(kinds, weights)[0], _walk(inflow.lane, ways, demand, draw))
        for inflow in demand.inflows
        for at_s in _arrivals(inflow, draw)
    ]
    return sorted(found, key=lambda each: each.wanted_s)


def _arrivals(inflow: Inflow, draw: random.Random) -> Iterator[float]:
    if inflow.vehicles_h <= 0.0:
        return
    at_s = inflow.from_s
    while True:
        at_s += draw.expovariate(inflow.vehicles_h / 3600.0)
        if at_s >= inflow.until_s:
            return
        yield at_s


def _walk(
    start: int, ways: Sequence[Mapping[int, float]], demand: Demand, draw: random.Random
) -> tuple[int, ...]:
    path = [start]
    while ways[path[-1]] and len(path) < _LONGEST_PATH:
        said = demand.shares.get(path[-1]) or dict.fromkeys(ways[path[-1]], 1.0)
        path.append(draw.choices(list(said), list(said.values()))[0])
    return tuple(path)
