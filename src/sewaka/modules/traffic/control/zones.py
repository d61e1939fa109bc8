"""Detection zones: the first 150 m upstream of a stop line, measured along the lane graph.

Never "the lane" or "the edge": real nets have approach lanes under a metre, on which a count is 0
for ever. A lane at another signal's stop line ends the walk: its vehicles are the neighbour's.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from sewaka.modules.traffic.control.network import Junction, Network

REACH_M = 150.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one lane. `offset_m`: from the stop line to its downstream end.

    `share`: the part of its traffic that leads here, the product over its branchings of one over
    the number of ways on.
    """

    lane: int
    offset_m: float
    length_m: float
    share: float
    speed_ms: float


@dataclass(frozen=True, slots=True)
class Zone:
    """What the detector of one approach lane sees, nearest piece first."""

    junction: int
    lane: int
    pieces: tuple[Piece, ...]
    storage_m: float  # from the line to the first crossing upstream, or the reach

    @property
    def length_m(self) -> float:
        """How far it reaches from the stop line."""
        return max(piece.offset_m + piece.length_m for piece in self.pieces)

    @property
    def speed_ms(self) -> float:
        """The mean speed limit on the way from its end, weighted by length."""
        length = sum(piece.length_m for piece in self.pieces)
        return sum(piece.length_m * piece.speed_ms for piece in self.pieces) / length


def zones_of(*, network: Network, junction: Junction, reach_m: float = REACH_M) -> tuple[Zone, ...]:
    """A zone for each approach lane of the junction, in their order."""
    ends = {lane for other in network.junctions for lane in other.approach_lanes}
    found: list[Zone] = []
    for lane in junction.approach_lanes:
        pieces = tuple(_walk(network, lane, ends, reach_m))
        inside = [piece.offset_m for piece in pieces if network.lanes[piece.lane].is_internal]
        found.append(Zone(junction.id, lane, pieces, min(inside, default=reach_m)))
    return tuple(found)


def _walk(network: Network, start: int, ends: set[int], reach_m: float) -> Iterable[Piece]:
    """Upstream from the stop line, nearest first; every lane once."""
    queue = [(0.0, start, 1.0)]
    seen: set[int] = set()
    while queue:
        offset, number, share = heapq.heappop(queue)
        if number in seen:
            continue
        seen.add(number)
        lane = network.lanes[number]
        yield Piece(number, offset, min(lane.length_m, reach_m - offset), share, lane.speed_ms)
        offset += lane.length_m
        if offset >= reach_m:
            continue
        for before in network.previous_lanes[number]:
            if before not in ends and before not in seen:
                ways = len(network.next_lanes[before])
                heapq.heappush(queue, (offset, before, share / ways))
