"""An ambulance straight through a drawn town, with and without priority."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from sewaka.modules.traffic.control.conformance.drawn_town import drawn_town, town_demand
from sewaka.modules.traffic.control.corridor import Corridor
from sewaka.modules.traffic.control.demand import Journey, Kind, journeys
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.priority import Server, VehicleClass
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.timing import benchmark_timing
from sewaka.modules.traffic.control.town import Build, Town

DEPARTS_S = 300.5
GIVE_UP_S = 900.0
AFTERWARDS_S = 200.0
_PLAN = StagePlan("day", tuple(Split(stage, (25.0, 15.0)[stage % 2]) for stage in range(4)))


@dataclass(frozen=True, slots=True)
class Ride:
    """Seconds lost on the way, and the longest that a signal took to be as before."""

    delay_s: float
    recovery_s: float
    is_through: bool


def ride(
    *,
    build: Build | None,
    mode: Mode,
    seed: int,
    has_priority: bool,
    columns: int = 4,
    rows: int = 3,
    vehicles_h: float = 350.0,
) -> Ride:
    """From the western edge to the eastern, along the middle row."""
    net = drawn_town(columns=columns, rows=rows)
    row = rows // 2
    names = [f"{x}.{row}>{x + 1}.{row}_0" for x in range(-1, columns)]
    path = tuple(net.lane_names.index(name) for name in names)
    demand = town_demand(net=net, vehicles_h=vehicles_h, until_s=GIVE_UP_S)
    trips = journeys(network=net.network, demand=demand, seed=seed)
    own = bisect.bisect([trip.wanted_s for trip in trips], DEPARTS_S)
    trips.insert(own, Journey(DEPARTS_S, Kind.CAR, path))
    street = QueueStreet(
        network=net.network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=trips,
    )
    junctions = net.network.junctions
    town = _town(net, street, build, mode)
    corridor = Corridor(
        network=net.network,
        path=path,
        vehicle="ambulance",
        kind=VehicleClass.EMERGENCY,
        first_number=1,
        servers={each.id: Server(stages=len(each.stages)) for each in junctions},
        shells={each.id: post.shell for each, post in zip(junctions, town.posts, strict=True)},
    )
    way = _Way(path, names, str(own))
    return _driven(town, street, corridor if has_priority else None, way)


def _town(net: NetFile, street: QueueStreet, build: Build | None, mode: Mode) -> Town:
    junctions = net.network.junctions
    return Town(
        net=net,
        street=street,
        timings=[benchmark_timing(junction=each) for each in junctions],
        build=build,
        plans={each.id: _PLAN for each in junctions},
        mode=mode,
    )


@dataclass(frozen=True, slots=True)
class _Way:
    path: tuple[int, ...]
    names: list[str]
    vehicle: str

    def place(self, street: QueueStreet) -> tuple[int | None, float]:
        """The lane that the vehicle is on, and the metres to its end."""
        seen = street.vehicles()
        for lane, name in zip(self.path, self.names, strict=True):
            own = seen.get(name, {}).get(self.vehicle)
            if own:
                return lane, street.lane_length_m(lane) - own.position_m
        return None, 0.0


def _driven(town: Town, street: QueueStreet, corridor: Corridor | None, way: _Way) -> Ride:
    free_s = sum(street.lane_length_m(lane) / street.lane_speed_ms(lane) for lane in way.path)
    has_come = False
    gone_s: float | None = None
    recovering = [0] * len(town.posts)
    while street.now_s < (GIVE_UP_S if gone_s is None else gone_s + AFTERWARDS_S):
        town.second()
        lane, to_line_m = way.place(street)
        has_come |= lane is not None
        if has_come and lane is None and gone_s is None:
            gone_s = street.now_s
        if corridor and has_come:
            corridor.second(now_s=street.now_s, lane=lane, to_line_m=to_line_m)
        for number, post in enumerate(town.posts):
            recovering[number] += post.shell.mode is Mode.RECOVERY
    left_s = street.now_s if gone_s is None else gone_s
    lost_s = left_s - DEPARTS_S - free_s
    return Ride(max(0.0, lost_s), float(max(recovering)), is_through=gone_s is not None)
