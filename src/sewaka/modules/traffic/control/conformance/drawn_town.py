"""A town drawn on squared paper: junctions of four arms with one lane in each direction.

For proofs and measurements that must not need anybody's net. Who conflicts with whom follows from
where the ways lie; the side of driving is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.control.demand import CARS_ONLY, Demand, Inflow, Kind
from sewaka.modules.traffic.control.network import Junction, Lane, Link, Network, Stage, Turn
from sewaka.modules.traffic.control.sumo.net_reader import NetFile

BLOCK_M = 250.0
SPEED_MS = 13.9
_ARMS = ((0, 1), (1, 0), (0, -1), (-1, 0))  # north, east, south, west
_THROUGH_SHARE, _TURN_SHARE = 0.6, 0.2
_ASIDE = 0.15  # of a quarter circle: how far a lane lies from the middle of its road

Place = tuple[int, int]


def drawn_town(*, columns: int, rows: int, is_left_hand: bool = True) -> NetFile:
    """The net. Lanes are named `from>to` by the places of their ends."""
    places = list(product(range(columns), range(rows)))
    drawing = _Drawing(frozenset(places), is_left_hand)
    for place, (east, north) in product(places, _ARMS):
        other = (place[0] + east, place[1] + north)
        drawing.lane(place, other)
        drawing.lane(other, place)
    junctions = tuple(drawing.junction(number, place) for number, place in enumerate(places))
    size = len(drawing.names)
    after: list[tuple[int, ...]] = [()] * size
    before: list[list[int]] = [[] for _ in range(size)]
    for junction in junctions:
        for link in junction.links:
            after[link.from_lane] = (*after[link.from_lane], link.to_lane)
            before[link.to_lane].append(link.from_lane)
    return NetFile(
        network=Network(
            lanes=tuple(Lane(number, BLOCK_M, SPEED_MS, 3.25) for number in range(size)),
            next_lanes=tuple(after),
            previous_lanes=tuple(tuple(each) for each in before),
            junctions=junctions,
        ),
        lane_names=tuple(f"{name}_0" for name in drawing.names),
        signal_names=tuple(f"{x}.{y}" for x, y in places),
    )


def town_demand(
    *,
    net: NetFile,
    vehicles_h: float,
    until_s: float = 3600.0,
    mix: dict[Kind, float] | None = None,
) -> Demand:
    """So many vehicles an hour onto each lane that leads into the town; most drive on straight."""
    network = net.network
    shares: dict[int, dict[int, float]] = {}
    for junction in network.junctions:
        for link in junction.links:
            part = _THROUGH_SHARE if link.turn is Turn.THROUGH else _TURN_SHARE
            shares.setdefault(link.from_lane, {})[link.to_lane] = part
    inflows = tuple(
        Inflow(lane.id, vehicles_h, 0.0, until_s)
        for lane in network.lanes
        if not network.previous_lanes[lane.id]
    )
    return Demand(inflows, shares, mix or CARS_ONLY)


@dataclass(slots=True)
class _Drawing:
    places: frozenset[Place]
    is_left_hand: bool
    names: dict[str, int] = field(default_factory=dict)

    def lane(self, begin: Place, end: Place) -> int:
        """The number of the lane from one place to the next."""
        name = f"{begin[0]}.{begin[1]}>{end[0]}.{end[1]}"
        return self.names.setdefault(name, len(self.names))

    def junction(self, number: int, place: Place) -> Junction:
        """Twelve movements, three from each arm, and four stages."""
        moves = [(arm, (arm + turn) % 4) for arm in range(4) for turn in (1, 2, 3)]
        ends = [(place[0] + east, place[1] + north) for east, north in _ARMS]
        links = tuple(
            Link(
                index,
                self.lane(ends[begin], place),
                self.lane(place, ends[end]),
                _TURNS[(end - begin) % 4],
            )
            for index, (begin, end) in enumerate(moves)
        )
        conflicts = self._conflicts(moves)
        across = Turn.RIGHT if self.is_left_hand else Turn.LEFT
        turns_across = np.array([link.turn is across for link in links])
        stages = _stages(moves, turns_across)
        names = sorted(self.places)
        return Junction(
            id=number,
            size=len(moves),
            links=links,
            stages=stages,
            conflicts=conflicts,
            yields=conflicts & turns_across[:, None] & ~turns_across[None, :],
            clearance_s=np.zeros((len(stages), len(stages))),
            neighbours=tuple(names.index(end) for end in ends if end in self.places),
        )

    def _conflicts(self, moves: list[tuple[int, int]]) -> NDArray[np.bool_]:
        """Ways that cross, or that end in the same lane."""
        aside = _ASIDE if self.is_left_hand else -_ASIDE
        chords = [sorted(((begin + aside) % 4, (end - aside) % 4)) for begin, end in moves]
        found = np.zeros((len(moves), len(moves)), dtype=np.bool_)
        for i, j in product(range(len(moves)), repeat=2):
            if moves[i][0] == moves[j][0]:
                continue
            low, high = chords[i]
            inside = [low < end < high for end in chords[j]]
            found[i, j] = inside[0] != inside[1] or moves[i][1] == moves[j][1]
        return found


# Arms are numbered clockwise from north; one who comes from the north drives south.
_TURNS = {1: Turn.LEFT, 2: Turn.THROUGH, 3: Turn.RIGHT}


def _stages(moves: list[tuple[int, int]], turns_across: NDArray[np.bool_]) -> tuple[Stage, ...]:
    """By road: everybody, turns across yielding; then the turns across alone."""
    found: list[str] = []
    for road in (0, 1):
        own = [begin % 2 == road for begin, _ in moves]
        found.append(
            "".join(
                "r" if not mine else "g" if across else "G"
                for mine, across in zip(own, turns_across.tolist(), strict=True)
            )
        )
        found.append(
            "".join(
                "G" if mine and across else "r"
                for mine, across in zip(own, turns_across.tolist(), strict=True)
            )
        )
    return tuple(Stage(number, green) for number, green in enumerate(found))
