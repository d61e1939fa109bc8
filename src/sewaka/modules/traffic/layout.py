"""A junction as its field unit and the engine both know it: stages, times, plan, detectors.

Both derive it from the same net, so that a stage's number means the same on both ends of the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sewaka.modules.traffic.control.demand import ways_on
from sewaka.modules.traffic.control.network import Junction, Network
from sewaka.modules.traffic.control.observe import Floats
from sewaka.modules.traffic.control.plans import StagePlan, fitted
from sewaka.modules.traffic.control.stages import mended, with_geometric_stages
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.control.timing import (
    Timing,
    change_s,
    field_timing,
    stage_min_green_s,
)
from sewaka.modules.traffic.control.zones import Zone, zones_of

_KMH_PER_MS = 3.6


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """One signal. `detectors`: by their code, the approach lane that each of them sees."""

    code: str
    junction: Junction
    timing: Timing
    plan: StagePlan
    zones: tuple[Zone, ...]
    detectors: Mapping[str, int]
    arms: tuple[tuple[int, ...], ...]  # approach lanes that come from one road

    @property
    def change_s(self) -> list[list[float]]:
        """Seconds from the end of each stage to the beginning of each."""
        junction, timing = self.junction, self.timing
        return [
            [change_s(junction=junction, timing=timing, before=one, after=other)
             for other in junction.stages]
            for one in junction.stages
        ]  # fmt: skip

    @property
    def stage_min_green_s(self) -> list[float]:
        """The least green of each stage."""
        return [stage_min_green_s(timing=self.timing, stage=one) for one in self.junction.stages]


def posts_of(*, net: NetFile) -> tuple[Post, ...]:
    """Every signal of a net, in the order of its junctions."""
    return tuple(_post(net, mended(junction)) for junction in net.network.junctions)


def _post(net: NetFile, drawn: Junction) -> Post:
    junction = with_geometric_stages(drawn)
    timing = field_timing(
        junction=junction,
        speed_kmh=_speeds_kmh(net.network, junction),
        clearance_m=_clearances_m(net.network, junction),
        crossing_m=np.zeros(junction.size),
    )
    arms: dict[str, list[int]] = {}
    for lane in junction.approach_lanes:
        arms.setdefault(edge_of(net.lane_names[lane]), []).append(lane)
    return Post(
        code=net.signal_names[junction.id],
        junction=junction,
        timing=timing,
        plan=fitted(plan=junction.plans[0] if junction.plans else None, of=junction, by=timing),
        zones=zones_of(network=net.network, junction=junction),
        detectors={net.lane_names[lane]: lane for lane in junction.approach_lanes},
        arms=tuple(map(tuple, arms.values())),
    )


def _speeds_kmh(network: Network, junction: Junction) -> Floats:
    speeds = np.zeros(junction.size)
    for link in junction.links:
        limit = network.lanes[link.from_lane].speed_ms * _KMH_PER_MS
        speeds[link.index] = max(speeds[link.index], round(limit, 1))
    return speeds


def _clearances_m(network: Network, junction: Junction) -> Floats:
    """By indication: the way across the whole junction, which is never too short."""
    ways = ways_on(network=network)
    inside = np.zeros(junction.size)
    for link in junction.links:
        way_m = ways[link.from_lane].get(link.to_lane, 0.0)
        inside[link.index] = max(inside[link.index], way_m)
    return np.repeat(inside[:, None], junction.size, axis=1)
