"""Who lets whom pass on a street of point queues: at signals, and where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sewaka.modules.traffic.control.network import Junction, Link, Network, Way

GAP_S = 4.0  # of who turns in green: nobody who must be let pass may be nearer than this
# Without a signal: critical headway and follow-up time of the easiest way out of a minor road, a
# turn to the near side (Highway Capacity Manual, base values). `verified: no`.
MINOR_GAP_S = 6.2
FOLLOW_UP_S = 3.3

# Of a way that yields: the lanes whose first vehicle goes before, and to which lanes it then goes.
First = tuple[tuple[int, frozenset[int]], ...]


def minor_ways(*, network: Network, names: Sequence[str]) -> dict[Way, First]:
    """Every way without a signal that yields; lanes are changed right behind the junction."""
    beside = _beside(names)
    found: dict[Way, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for (lane, ahead), first in network.gives_way.items():
        for to in beside[_road(names[ahead])]:
            for rival, leaves in first:
                found[lane, to][rival].update(beside[_road(names[leaves])])
    return {
        way: tuple((rival, frozenset(exits)) for rival, exits in first.items())
        for way, first in found.items()
    }


def signalled(
    junctions: Sequence[Junction], names: Sequence[str]
) -> dict[tuple[int, int], tuple[Junction, Link]]:
    """By lane and next lane; who changes lanes right behind the junction is signalled too."""
    beside = _beside(names)
    every = [(junction, link) for junction in junctions for link in junction.links]
    found = {(link.from_lane, link.to_lane): (junction, link) for junction, link in every}
    for junction, link in every:
        for lane in beside[_road(names[link.to_lane])]:
            found.setdefault((link.from_lane, lane), (junction, link))
    return found


def rivals(junctions: Sequence[Junction]) -> list[list[list[Link]]]:
    """By junction and indication: the links that it must let pass when it yields."""
    return [
        [
            [
                link
                for link in junction.links
                if not link.is_crossing and junction.yields[index, link.index]
            ]
            for index in range(junction.size)
        ]
        for junction in junctions
    ]


def _road(name: str) -> str:
    return name.rpartition("_")[0] or name


def _beside(names: Sequence[str]) -> dict[str, list[int]]:
    """By road, its lanes."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        found[_road(name)].append(number)
    return found
