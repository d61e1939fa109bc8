"""The streets of this installation as a net: read once, the same for pages and simulations.

The city's own, once it was imported (`own_net.py`); else Denpasar-12. Whoever imports another one
starts the processes anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from sewaka.modules.traffic import own_net
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.layout import Post, posts_of
from sewaka.modules.traffic.own_net import OwnNet
from sewaka.modules.traffic.street import denpasar12

_LINE = 3
_LatLon = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DrawnRoad:
    """A road as a map shows it, once for both directions; `line` in lat, lon."""

    street: str
    lanes: int  # of one direction
    line: tuple[_LatLon, _LatLon]


@cache
def own() -> OwnNet | None:
    """The city's own net; None where none was imported. Raises NotANet for one that was broken."""
    path = own_net.place()
    return own_net.read(path) if path.is_file() else None


def forget() -> None:
    """Read anew: after an import, in the process that did it."""
    for kept in (own, posts, net, _drawn, matrices, ways_out, corridors, drawn_roads, drawn_links):
        kept.cache_clear()


@cache
def matrices() -> Mapping[str, str]:
    """By junction: of what an engineer approves, before the city's engine steers there."""
    names = _drawn().lane_names
    return {
        code: own_net.matrix_digest(post.junction, lane_names=names)
        for code, post in posts().items()
    }


@cache
def posts() -> Mapping[str, Post]:
    """Its signals by code, in the order of its junctions."""
    return {post.code: post for post in posts_of(net=_drawn())}


@cache
def net() -> NetFile:
    """The net, its junctions with every stage that their field units know."""
    junctions = tuple(post.junction for post in posts().values())
    return replace(_drawn(), network=replace(_drawn().network, junctions=junctions))


@cache
def _drawn() -> NetFile:
    found = own()
    return found.net if found else read_net(denpasar12.NET)


def lanes_of_arms(*, junction: str) -> Mapping[str, tuple[int, ...]]:
    """The approach lanes of each arm, by the road that they are of."""
    names = net().lane_names
    return {edge_of(names[lanes[0]]): lanes for lanes in posts()[junction].arms}


@cache
def ways_out() -> Mapping[str, str]:
    """By road that leaves the streets: the road that comes in beside it."""
    found = own()
    if found:
        return _own_ways_out(found)
    ends = {node.id for node in denpasar12.nodes() if not node.is_junction}
    return {road.id: f"{road.end}-{road.begin}" for road in denpasar12.roads() if road.end in ends}


@cache
def corridors() -> tuple[tuple[str, ...], ...]:
    """Junctions in line along one street, three at least. Of a city's own net none are known."""
    if own():
        return ()
    signals = set(posts())
    beside: dict[str, dict[str, list[str]]] = {}
    for road in denpasar12.roads():
        if road.begin in signals and road.end in signals:
            beside.setdefault(road.street, {}).setdefault(road.begin, []).append(road.end)
    lines = [_line(ways) for _, ways in sorted(beside.items())]
    return tuple(line for line in lines if len(line) >= _LINE)


@cache
def drawn_roads() -> tuple[DrawnRoad, ...]:
    """The roads between the junctions and to the ends of the streets; of a city's own net those
    that lead to signals."""
    if own():
        return tuple(drawn_links().values())
    places = {node.id: (node.lat, node.lon) for node in denpasar12.nodes()}
    return tuple(
        DrawnRoad(road.street, road.lanes, (places[road.begin], places[road.end]))
        for road in denpasar12.roads()
        if road.begin < road.end
    )


@cache
def drawn_links() -> Mapping[str, DrawnRoad]:
    """One direction each, by the approach that it is at the junction where it ends."""
    found = own()
    if found:
        return _own_links(found)
    places = {node.id: (node.lat, node.lon) for node in denpasar12.nodes()}
    signals = set(posts())
    return {
        road.id: DrawnRoad(road.street, road.lanes, (places[road.begin], places[road.end]))
        for road in denpasar12.roads()
        if road.end in signals
    }


def road_between(*, begin: str, end: str) -> tuple[float, float]:
    """Metres and metres a second."""
    name = f"{begin}-{end}"
    lane = next(
        lane
        for lane, known in zip(net().network.lanes, net().lane_names, strict=True)
        if edge_of(known) == name
    )
    return lane.length_m, lane.speed_ms


def _own_ways_out(found: OwnNet) -> Mapping[str, str]:
    edges = found.places.edges
    onward = {(edge.begin, edge.end): name for name, edge in edges.items()}
    goes_on = Counter(edge.begin for edge in edges.values())
    ends = {node for node, ways in goes_on.items() if ways == 1}
    return {
        name: onward[edge.end, edge.begin]
        for name, edge in edges.items()
        if edge.end in ends and (edge.end, edge.begin) in onward
    }


def _own_links(found: OwnNet) -> Mapping[str, DrawnRoad]:
    nodes, edges = found.places.nodes, found.places.edges
    arms = {
        edge_of(found.net.lane_names[lane])
        for post in posts().values()
        for lane in post.junction.approach_lanes
    }
    return {
        name: DrawnRoad(edge.street or name, edge.lanes, (nodes[edge.begin], nodes[edge.end]))
        for name, edge in edges.items()
        if name in arms and edge.begin in nodes and edge.end in nodes
    }


def _line(ways: Mapping[str, list[str]]) -> tuple[str, ...]:
    """From one end of the street to the other."""
    ends = [code for code, others in ways.items() if len(others) == 1]
    found = [min(ends, default=min(ways))]
    while ahead := [code for code in ways.get(found[-1], []) if code not in found]:
        found.append(ahead[0])
    return tuple(found)
