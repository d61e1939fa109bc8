"""A vehicle's way through the streets: which signals it meets, in which stage, how far apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sewaka.kernel.errors import Invalid
from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.corridor import crossings_of
from sewaka.modules.traffic.control.sumo.routes import EdgeMap, edge_of


@dataclass(frozen=True, slots=True)
class Stop:
    """A signal on the way. `link_s`: from the line before, at the limit; 0 for the first."""

    junction: str
    approach: str
    exit: str
    stage: int
    link_s: float


def stops_of(*, route: Sequence[str]) -> list[Stop]:
    """The signals along a way of roads, in order. Raises Invalid("traffic.priority.route")."""
    net = town.net()
    lanes = _lanes(tuple(route))
    crossings = crossings_of(network=net.network, path=lanes)
    if not crossings:
        raise _no_way()
    found: list[Stop] = []
    passed_s, before_s = 0.0, 0.0
    ahead = list(crossings)
    for place, lane in enumerate(lanes):
        passed_s += net.network.lanes[lane].length_m / net.network.lanes[lane].speed_ms
        if ahead and ahead[0].lane == lane:
            crossing = ahead.pop(0)
            found.append(
                Stop(
                    junction=net.signal_names[crossing.junction],
                    approach=edge_of(net.lane_names[lane]),
                    exit=edge_of(net.lane_names[lanes[place + 1]]),
                    stage=crossing.stage,
                    link_s=passed_s - before_s if found else 0.0,
                )
            )
            before_s = passed_s
    return found


def route_of(*, approach: str, leaves: str) -> tuple[str, ...]:
    """Of who names one signal's approach: with the exit, or without one straight on.

    Raises Invalid("traffic.priority.route").
    """
    if leaves:
        return approach, leaves
    net = town.net()
    for post in town.posts().values():
        links = [link for link in post.junction.links
                 if edge_of(net.lane_names[link.from_lane]) == approach]  # fmt: skip
        for link in sorted(links, key=lambda one: one.turn != "through"):
            return approach, edge_of(net.lane_names[link.to_lane])
    raise _no_way()


@cache
def _edges() -> EdgeMap:
    return EdgeMap(town.net())


def _lanes(route: tuple[str, ...]) -> tuple[int, ...]:
    found = _edges().lanes(route)
    if not found:
        raise _no_way()
    return found


def _no_way() -> Invalid:
    return Invalid("traffic.priority.route", fields={"route": "traffic.priority.route"})
