"""Reads SUMO's route files as journeys of the street of point queues.

Vehicles with a list of edges keep it; trips with only a begin and an end take the fastest way. On
each edge a lane is chosen from which one can go on, the least used of them: lanes are changed at
the begin of an edge.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from sewaka.modules.traffic.control.demand import Journey, Kind, ways_on
from sewaka.modules.traffic.control.sumo.net_reader import NetFile

_KINDS = {"motorcycle": Kind.MOTORCYCLE, "moped": Kind.MOTORCYCLE, "truck": Kind.HEAVY,
          "bus": Kind.HEAVY, "trailer": Kind.HEAVY, "coach": Kind.HEAVY}  # fmt: skip


def edge_of(lane_name: str) -> str:
    """The edge of a lane: its name without the lane's number."""
    return lane_name.rpartition("_")[0] or lane_name


def read_journeys(
    *, path: Path, net: NetFile, begin_s: float, end_s: float
) -> tuple[list[Journey], int]:
    """The wishes within the time, in their order, and how many had no way through the net.

    Raises OSError, ElementTree.ParseError.
    """
    # A file that the operator names himself; expat bounds the growth of entities.
    root = ElementTree.parse(path).getroot()  # noqa: S314
    kinds = {row.get("id", ""): _kind(row) for row in root.iter("vType")}
    map_ = EdgeMap(net)
    found: list[Journey] = []
    lost = 0
    for row in root:
        depart = row.get("depart")
        if depart is None or not begin_s <= float(depart) < end_s:
            continue
        lanes = map_.lanes(_edges(row, map_))
        if lanes:
            found.append(Journey(float(depart), kinds.get(row.get("type", ""), Kind.CAR), lanes))
        else:
            lost += 1
    return sorted(found, key=lambda each: each.wanted_s), lost


def _kind(row: ElementTree.Element) -> Kind:
    return _KINDS.get(row.get("vClass", ""), Kind.CAR)


def _edges(row: ElementTree.Element, map_: EdgeMap) -> tuple[str, ...]:
    route = row.find("route")
    if route is not None:
        return tuple(route.get("edges", "").split())
    via = row.get("via", "").split()
    stops = [row.get("from", ""), *via, row.get("to", "")]
    return map_.fastest(stops)


class EdgeMap:
    """Edges, what they lead to from which lanes, and how often each lane was chosen."""

    def __init__(self, net: NetFile) -> None:
        names = net.lane_names
        self._seconds: dict[str, float] = {}
        self._ways: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(
            lambda: defaultdict(set)
        )
        self._lanes: defaultdict[str, list[int]] = defaultdict(list)
        self._used = Counter[int]()
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        for lane, ways in zip(net.network.lanes, ways_on(network=net.network), strict=True):
            if lane.is_internal:
                continue
            edge = edge_of(names[lane.id])
            self._lanes[edge].append(lane.id)
            self._seconds[edge] = lane.length_m / max(1.0, lane.speed_ms)
            for to in ways:
                self._ways[edge][edge_of(names[to])].add(lane.id)

    def lanes(self, edges: tuple[str, ...]) -> tuple[int, ...]:
        """One lane for each edge; () if the edges do not hang together."""
        if not edges or any(edge not in self._lanes for edge in edges):
            return ()
        found: list[int] = []
        for place, edge in enumerate(edges):
            last = place + 1 == len(edges)
            options = self._lanes[edge] if last else sorted(self._ways[edge][edges[place + 1]])
            if not options:
                return ()
            found.append(min(options, key=lambda lane: (self._used[lane], lane)))
            self._used[found[-1]] += 1
        return tuple(found)

    def fastest(self, stops: list[str]) -> tuple[str, ...]:
        """Through all the stops; () if there is no way."""
        found: list[str] = stops[:1]
        for begin, end in itertools.pairwise(stops):
            part = self._known.get((begin, end))
            if part is None:
                part = self._known[begin, end] = tuple(self._search(begin, end))
            if not part:
                return ()
            found += part[1:]
        return tuple(found)

    def _search(self, begin: str, end: str) -> Iterator[str]:
        before: dict[str, str] = {}
        queue = [(0.0, begin, begin)]
        while queue:
            cost, edge, origin = heapq.heappop(queue)
            if edge in before:
                continue
            before[edge] = origin
            if edge == end:
                return iter(_walk_back(before, begin, end))
            for after in self._ways[edge]:
                heapq.heappush(queue, (cost + self._seconds.get(after, 0.0), after, edge))
        return iter(())


def _walk_back(before: Mapping[str, str], begin: str, end: str) -> list[str]:
    path = [end]
    while path[-1] != begin:
        path.append(before[path[-1]])
    return path[::-1]
