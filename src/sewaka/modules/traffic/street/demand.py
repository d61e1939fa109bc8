"""Who drives through Denpasar-12: by origin and destination, hour and kind of vehicle.

From an end with weight w_a, the share w_b / (sum of the other weights) drives to end b; arrivals
are Poisson. Weights, hours and the mix are invented (`verified: no`; four of five vehicles in the
city are motorcycles).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final
from xml.sax.saxutils import quoteattr

from sewaka.modules.traffic.street.denpasar12 import Node, Road

HOUR_S: Final = 3_600
# Of the busiest hour, from midnight on.
HOURS: Final = (
    0.10, 0.10, 0.10, 0.10, 0.10, 0.15, 0.45, 0.95, 0.90, 0.65, 0.65, 0.65,
    0.75, 0.75, 0.65, 0.65, 0.85, 1.00, 0.90, 0.70, 0.50, 0.35, 0.10, 0.10,
)  # fmt: skip
# The part of the weights that enters in the busiest hour: just under saturation of the fixed plan.
SCALE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of vehicle: its share, and SUMO's vType attributes.

    Motorcycles share lanes (sub-lane model). `tau` must not be below the step length, or vehicles
    run into each other.
    """

    id: str
    share: float
    attributes: tuple[tuple[str, str], ...]


KINDS: Final = (
    Kind(
        "motorcycle",
        0.80,
        (
            ("vClass", "motorcycle"), ("length", "1.9"), ("width", "0.75"), ("minGap", "0.5"),
            ("tau", "0.6"), ("minGapLat", "0.2"), ("latAlignment", "arbitrary"),
        ),
    ),
    Kind(
        "car",
        0.16,
        (("vClass", "passenger"), ("length", "4.3"), ("width", "1.7"), ("minGap", "1.5")),
    ),
    Kind("heavy", 0.04, (("vClass", "truck"), ("length", "8.0"), ("width", "2.4"))),
)  # fmt: skip
# Sent, never drawn. A driver on duty drives at the limit: SUMO gives every other kind drivers of
# whom many are slower, by a tenth and more, whatever the signals do.
AMBULANCE: Final = Kind("ambulance", 0.0, (("vClass", "emergency"), ("speedFactor", "1.0")))


@dataclass(frozen=True, slots=True)
class Trip:
    """A vehicle: when it wants to enter, from which end to which, along which roads."""

    depart_s: float
    kind: str
    route: tuple[str, ...]  # ids of roads


def trips(
    *,
    nodes: Iterable[Node],
    roads: Iterable[Road],
    begin_s: float,
    end_s: float,
    scale: float = SCALE,
    seed: int = 1,
) -> list[Trip]:
    """All vehicles of the time from `begin_s` to `end_s` (seconds of the day), by departure.

    `scale` is the part of the weights that enters where the hour's factor is 1. The same seed gives
    the same vehicles. Raises ValueError for a scale below zero.
    """
    if scale < 0:
        raise ValueError(f"a scale is not below zero: {scale}")
    stream = Stream(nodes=nodes, roads=roads, begin_s=begin_s, scale=scale, seed=seed)
    return stream.until(end_s)


class Stream:
    """Vehicles without an end, drawn as time goes on. The same seed and steps: the same vehicles.

    Raises ValueError for a scale below zero.
    """

    def __init__(
        self,
        *,
        nodes: Iterable[Node],
        roads: Iterable[Road],
        begin_s: float,
        scale: float = SCALE,
        seed: int = 1,
    ) -> None:
        if scale < 0:
            raise ValueError(f"a scale is not below zero: {scale}")
        known = tuple(nodes)
        self.scale = scale
        self._at_s = begin_s
        self._chance = Random(seed)  # noqa: S311 - vehicles, not secrets
        self._ends = [node for node in known if node.inflow_veh_h]
        self._ways = Ways(nodes=known, roads=roads)

    def until(self, end_s: float) -> list[Trip]:
        """Those who set out before `end_s` and were not given yet, by departure."""
        found: list[Trip] = []
        for origin in self._ends:
            others = [end for end in self._ends if end is not origin]
            weights = [end.inflow_veh_h for end in others]
            veh_h = origin.inflow_veh_h * self.scale
            for depart in _arrivals(veh_h, self._at_s, end_s, self._chance):
                to = self._chance.choices(others, weights)[0]
                kind = self._chance.choices(KINDS, [one.share for one in KINDS])[0]
                found.append(Trip(depart, kind.id, self._ways.between(origin.id, to.id)))
        self._at_s = max(self._at_s, end_s)
        return sorted(found, key=lambda trip: trip.depart_s)


def _arrivals(veh_h: float, begin_s: float, end_s: float, chance: Random) -> Iterator[float]:
    """Instants of a Poisson stream whose rate follows the hours of the day, by thinning."""
    at = begin_s
    while veh_h > 0:
        at += chance.expovariate(veh_h / HOUR_S)
        if at >= end_s:
            return
        if chance.random() < HOURS[int(at // HOUR_S) % len(HOURS)]:
            yield round(at, 1)


class Ways:
    """The quickest way between two ends by free-flow time (Dijkstra)."""

    def __init__(self, *, nodes: Iterable[Node], roads: Iterable[Road]) -> None:
        places = {node.id: (node.x_m, node.y_m) for node in nodes}
        self._from: dict[str, list[tuple[Road, float]]] = {name: [] for name in places}
        for road in roads:
            metres = math.dist(places[road.begin], places[road.end])
            self._from[road.begin].append((road, metres / road.speed_ms))
        self._known: dict[str, dict[str, str]] = {}

    def between(self, begin: str, end: str) -> tuple[str, ...]:
        """Ids of the roads. Raises KeyError where none leads there."""
        if begin not in self._known:
            self._known[begin] = self._tree(begin)
        came_from, stops = self._known[begin], [end]
        while stops[-1] != begin:
            stops.append(came_from[stops[-1]])
        return tuple(f"{a}-{b}" for a, b in pairwise(reversed(stops)))

    def _tree(self, begin: str) -> dict[str, str]:
        best = {begin: 0.0}
        came_from: dict[str, str] = {}
        open_nodes = {begin}
        while open_nodes:
            here = min(open_nodes, key=best.__getitem__)
            open_nodes.remove(here)
            for road, seconds in self._from[here]:
                there = best[here] + seconds
                if there < best.get(road.end, math.inf):
                    best[road.end], came_from[road.end] = there, here
                    open_nodes.add(road.end)
        return came_from


def as_routes(found: Iterable[Trip]) -> str:
    """The trips as a SUMO route file."""
    lines = ["<routes>"]
    for kind in (*KINDS, AMBULANCE):
        attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in kind.attributes)
        lines.append(f"  <vType id={quoteattr(kind.id)} {attributes}/>")
    for number, trip in enumerate(found):
        edges = " ".join(trip.route)
        lines.append(
            f'  <vehicle id="{number}" type="{trip.kind}" depart="{trip.depart_s}"'
            f' departLane="best" departSpeed="max"><route edges="{edges}"/></vehicle>'
        )
    return "\n".join([*lines, "</routes>", ""])
