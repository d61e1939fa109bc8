"""Reads a SUMO net file without SUMO: lanes, their graph, signals, conflicts and stages.

Format: the SUMO user documentation, "Road Networks". The conflicts of a junction stand in its
`request` rows: bit strings whose rightmost bit is index 0, one row for each of its `intLanes`.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.control.network import (
    GREENS,
    PROTECTED,
    RED,
    Junction,
    Lane,
    Link,
    Network,
    Plan,
    PlanPhase,
    Stage,
    Turn,
    Way,
)

_LANE_WIDTH_M = 3.2  # SUMO's default where the file says nothing
_TURNS = {
    "l": Turn.LEFT,
    "L": Turn.LEFT,
    "r": Turn.RIGHT,
    "R": Turn.RIGHT,
    "s": Turn.THROUGH,
    "t": Turn.UTURN,
}
_UNSTEADY = frozenset("yYuoO")  # yellow, red and yellow, off


class NotANet(ValueError):
    """The file is no SUMO net, or one that nothing can be steered in."""


@dataclass(frozen=True, slots=True, eq=False)
class NetFile:
    """The network, and SUMO's names: by lane id, by junction id."""

    network: Network
    lane_names: tuple[str, ...]
    signal_names: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what the reader had to guess or leave out


@dataclass(frozen=True, slots=True)
class _Connection:
    from_lane: int
    to_lane: int
    via: int  # -1: none
    signal: str  # "": not signal-controlled
    index: int
    turn: Turn


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where an inner lane has its row, and the rows themselves."""

    place: Mapping[int, tuple[str, int]]  # inner lane -> junction, index
    foes: Mapping[tuple[str, int], str]
    response: Mapping[tuple[str, int], str]


def read_net(path: Path) -> NetFile:
    """The network of a `.net.xml` (or `.net.xml.gz`). Raises NotANet, OSError."""
    return _network(root_of(path))


def root_of(path: Path) -> ElementTree.Element:
    """Its XML. Raises NotANet, OSError."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            # A file that the operator names himself; expat bounds the growth of entities.
            root = ElementTree.parse(file).getroot()  # noqa: S314
    except (ElementTree.ParseError, gzip.BadGzipFile, EOFError) as problem:
        raise NotANet(f"{path.name} is not XML: {problem}") from problem
    if root.tag != "net":
        raise NotANet(f"{path.name} is not a SUMO net: it begins with <{root.tag}>")
    return root


def _network(root: ElementTree.Element) -> NetFile:
    lanes, names, crossings = _lanes(root)
    ids = {name: number for number, name in enumerate(names)}
    connections = list(_connections(root, ids))
    after: dict[int, list[int]] = defaultdict(list)
    before: dict[int, list[int]] = defaultdict(list)
    for each in connections:
        step = each.via if each.via >= 0 else each.to_lane
        if step not in after[each.from_lane]:
            after[each.from_lane].append(step)
            before[step].append(each.from_lane)
    rows = _rows(root, ids)
    place = {each: _place(each, rows, after, lanes) for each in connections if each.signal}
    plans = _plans(root)
    junctions: list[Junction] = []
    signals: list[str] = []
    notes: list[str] = []
    for signal in dict.fromkeys(each.signal for each in connections if each.signal):
        own = [each for each in connections if each.signal == signal]
        built = _junction(
            number=len(junctions),
            own=own,
            plans=plans.get(signal, ()),
            rows=rows,
            place=place,
            crossings=crossings,
        )
        if built.stages:
            junctions.append(built)
            signals.append(signal)
        else:
            notes.append(f"{signal}: no program with a green phase; left as it is")
    network = Network(
        lanes=tuple(lanes),
        next_lanes=tuple(tuple(after[lane.id]) for lane in lanes),
        previous_lanes=tuple(tuple(before[lane.id]) for lane in lanes),
        junctions=_with_neighbours(junctions, before),
        gives_way=_gives_way(connections, rows, after, lanes),
    )
    return NetFile(network, tuple(names), tuple(signals), tuple(notes))


def _lanes(root: ElementTree.Element) -> tuple[list[Lane], list[str], frozenset[int]]:
    lanes: list[Lane] = []
    names: list[str] = []
    crossings: set[int] = set()
    for number, edge in enumerate(root.iter("edge")):
        function = edge.get("function", "")
        for lane in edge.iter("lane"):
            if function == "crossing":
                crossings.add(len(lanes))
            lanes.append(
                Lane(
                    id=len(lanes),
                    length_m=float(lane.get("length", "0")),
                    speed_ms=float(lane.get("speed", "13.89")),
                    width_m=float(lane.get("width", _LANE_WIDTH_M)),
                    allowed=frozenset(lane.get("allow", "").split()),
                    is_internal=function in {"internal", "crossing", "walkingarea"},
                    edge=number,
                )
            )
            names.append(lane.get("id", ""))
    return lanes, names, frozenset(crossings)


def _connections(root: ElementTree.Element, ids: Mapping[str, int]) -> Iterator[_Connection]:
    for row in root.iter("connection"):
        from_name = f"{row.get('from')}_{row.get('fromLane')}"
        to_name = f"{row.get('to')}_{row.get('toLane')}"
        if from_name in ids and to_name in ids:
            yield _Connection(
                from_lane=ids[from_name],
                to_lane=ids[to_name],
                via=ids.get(row.get("via", ""), -1),
                signal=row.get("tl", ""),
                index=int(row.get("linkIndex", "-1")),
                turn=_TURNS.get(row.get("dir", "s"), Turn.THROUGH),
            )


def _rows(root: ElementTree.Element, ids: Mapping[str, int]) -> _Rows:
    place: dict[int, tuple[str, int]] = {}
    foes: dict[tuple[str, int], str] = {}
    response: dict[tuple[str, int], str] = {}
    for junction in root.iter("junction"):
        if junction.get("type") == "internal":
            continue  # its intLanes are those of its foes
        name = junction.get("id", "")
        inner = junction.get("intLanes", "").split()
        for number, lane in enumerate(inner):
            if lane in ids:
                place[ids[lane]] = (name, number)
        for row in junction.iter("request"):
            key = (name, int(row.get("index", "-1")))
            foes[key] = row.get("foes", "")
            response[key] = row.get("response", "")
    return _Rows(place, foes, response)


def _place(
    connection: _Connection,
    rows: _Rows,
    after: Mapping[int, list[int]],
    lanes: list[Lane],
) -> tuple[str, int] | None:
    """Where its row is. `via` may be only the first of several inner lanes: follow them."""
    lane = connection.via if connection.via >= 0 else connection.to_lane
    for _ in range(len(lanes)):
        if lane in rows.place:
            return rows.place[lane]
        inside = [step for step in after.get(lane, ()) if lanes[step].is_internal]
        if not lanes[lane].is_internal or not inside:
            return None
        lane = inside[0]
    return None


def _plans(root: ElementTree.Element) -> dict[str, tuple[Plan, ...]]:
    """By signal, in the order of the file: SUMO runs the last one."""
    found: dict[str, tuple[Plan, ...]] = {}
    for logic in root.iter("tlLogic"):
        phases = tuple(
            PlanPhase(phase.get("state", ""), float(phase.get("duration", "0")))
            for phase in logic.iter("phase")
        )
        plan = Plan(logic.get("programID", ""), phases, float(logic.get("offset", "0") or 0))
        name = logic.get("id", "")
        found[name] = (*found.get(name, ()), plan)
    return found


def _junction(
    *,
    number: int,
    own: list[_Connection],
    plans: tuple[Plan, ...],
    rows: _Rows,
    place: Mapping[_Connection, tuple[str, int] | None],
    crossings: frozenset[int],
) -> Junction:
    links = tuple(
        Link(each.index, each.from_lane, each.to_lane, each.turn, each.to_lane in crossings)
        for each in sorted(own, key=lambda each: each.index)
    )
    states = [len(phase.indications) for plan in plans for phase in plan.phases]
    size = max([link.index + 1 for link in links] + states[-1:])
    conflicts, yields = _matrices(size, own, rows, place)
    stages = _stages(plans, size, {link.index for link in links if link.is_crossing})
    return Junction(
        id=number,
        size=size,
        links=links,
        stages=stages,
        conflicts=conflicts,
        yields=yields,
        clearance_s=np.zeros((len(stages), len(stages))),
        plans=plans,
    )


def _matrices(
    size: int,
    own: list[_Connection],
    rows: _Rows,
    place: Mapping[_Connection, tuple[str, int] | None],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Foes, and who yields to whom; an indication yields only if all its links do."""
    conflicts = np.zeros((size, size), dtype=np.bool_)
    insists = np.zeros((size, size), dtype=np.bool_)
    for one in own:
        for other in own:
            here, there = place[one], place[other]
            if one.index == other.index or here is None or there is None or here[0] != there[0]:
                continue
            if _bit(rows.foes.get(here, ""), there[1]):
                conflicts[one.index, other.index] = conflicts[other.index, one.index] = True
                insists[one.index, other.index] |= not _bit(rows.response.get(here, ""), there[1])
    return conflicts, conflicts & ~insists


def _gives_way(
    connections: list[_Connection],
    rows: _Rows,
    after: Mapping[int, list[int]],
    lanes: list[Lane],
) -> dict[Way, tuple[Way, ...]]:
    """By way without a signal, the ways of the same junction that it must let pass."""
    by_junction: dict[str, list[tuple[int, _Connection]]] = defaultdict(list)
    for each in connections:
        if lanes[each.from_lane].is_internal or lanes[each.to_lane].is_internal:
            continue
        if found := _place(each, rows, after, lanes):
            by_junction[found[0]].append((found[1], each))
    ways: dict[Way, tuple[Way, ...]] = {}
    for name, own in by_junction.items():
        for index, each in own:
            row = "" if each.signal else rows.response.get((name, index), "")
            first = [(one.from_lane, one.to_lane) for place, one in own if _bit(row, place)]
            if first:
                ways[each.from_lane, each.to_lane] = tuple(first)
    return ways


def _bit(row: str, index: int) -> bool:
    """The bit at that index; the rightmost one is index 0."""
    return index < len(row) and row[-1 - index] == "1"


def _stages(plans: tuple[Plan, ...], size: int, crossings: set[int]) -> tuple[Stage, ...]:
    """The distinct green phases of the program that SUMO runs, without those in between."""
    phases = plans[-1].phases if plans else ()
    steady = dict.fromkeys(
        phase.indications
        for phase in phases
        if not _UNSTEADY & set(phase.indications) and GREENS & set(phase.indications)
    )
    return tuple(
        Stage(
            index=number,
            green=state.ljust(size, RED).replace("s", RED),
            name=str(number + 1),
            pedestrian_walk=any(state[index] in GREENS for index in crossings),
        )
        for number, state in enumerate(steady)
        if len(state) <= size
    )


def _with_neighbours(
    junctions: list[Junction], before: Mapping[int, list[int]]
) -> tuple[Junction, ...]:
    """Each junction with those from whose stop lines one drives to its own."""
    owner = {lane: each.id for each in junctions for lane in each.approach_lanes}
    found: list[Junction] = []
    for each in junctions:
        seen: set[int] = set(each.approach_lanes)
        stack, upstream = list(seen), set[int]()
        while stack:
            for lane in before.get(stack.pop(), ()):
                if owner.get(lane, each.id) != each.id:
                    upstream.add(owner[lane])
                elif lane not in seen:
                    seen.add(lane)
                    stack.append(lane)
        found.append(replace(each, neighbours=tuple(sorted(upstream))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two conflicting indications that are green in one phase of a program."""

    first: int
    second: int
    indications: str
    both_protected: bool


def clashes(junction: Junction) -> list[Clash]:
    """Every pair of foes that a program of the junction shows green together."""
    found: list[Clash] = []
    for plan in junction.plans:
        for phase in plan.phases:
            state = phase.indications
            if _UNSTEADY & set(state):
                continue
            for first, second in np.argwhere(np.triu(junction.conflicts)).tolist():
                pair = state[first] + state[second]
                if set(pair) <= GREENS and PROTECTED in pair:
                    found.append(Clash(first, second, state, pair == PROTECTED * 2))
    return found
