"""The fixed plans of Denpasar-12: one stage for each arm, timed by PKJI 2023 for the busiest hour.

An arm alone has no oncoming traffic, so nobody who turns has to wait for a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from sewaka.modules.traffic.control import pkji, plans
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.street.demand import HOURS, KINDS, Ways
from sewaka.modules.traffic.street.denpasar12 import Node, Road

YELLOW_S = 3.0
ALL_RED_S = 2.0
MIN_GREEN_S = 7.0
CODE = "0"  # SUMO's name of a net's own program
_SHARE = {kind.id: kind.share for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Phase:
    """One interval: what each link shows, for how long."""

    state: str
    duration_s: float


def flows_veh_h(*, nodes: Iterable[Node], roads: Iterable[Road], scale: float) -> dict[str, float]:
    """Vehicles an hour on each road where the hour's factor is 1."""
    known = tuple(nodes)
    ends = [node for node in known if node.inflow_veh_h]
    known_roads = tuple(roads)
    ways = Ways(nodes=known, roads=known_roads)
    found = {road.id: 0.0 for road in known_roads}
    for origin in ends:
        others = sum(end.inflow_veh_h for end in ends if end is not origin)
        for to in ends:
            if to is not origin:
                share = to.inflow_veh_h / others
                for road in ways.between(origin.id, to.id):
                    found[road] += origin.inflow_veh_h * scale * share * max(HOURS)
    return found


def phases(
    *, junction: Junction, net: NetFile, roads: Mapping[str, Road], flows: Mapping[str, float]
) -> list[Phase]:
    """The plan of a junction: green, yellow and all-red of every arm in turn."""
    arms: dict[str, set[int]] = {}
    for link in junction.links:
        road = net.lane_names[link.from_lane].rpartition("_")[0]
        arms.setdefault(road, set()).add(link.index)
    change_s = YELLOW_S + ALL_RED_S
    plan = plans.designed(
        code=CODE,
        flow_ratios=[flow_ratio(road=roads[arm], veh_h=flows[arm]) for arm in arms],
        change_s=[[change_s] * len(arms)] * len(arms),
        min_green_s=[MIN_GREEN_S] * len(arms),
    )
    found: list[Phase] = []
    for split, indices in zip(plan.splits, arms.values(), strict=True):
        for light, seconds in (
            ("G", split.duration_s - change_s),
            ("y", YELLOW_S),
            ("r", ALL_RED_S),
        ):
            state = "".join(light if at in indices else "r" for at in range(junction.size))
            found.append(Phase(state, seconds))
    return found


def flow_ratio(*, road: Road, veh_h: float) -> float:
    """Flow over saturation flow of an arm whose stage is its own."""
    approach = pkji.Approach(
        effective_m=road.lanes * road.lane_width_m,
        motorcycles=veh_h * _SHARE["motorcycle"],
        cars=veh_h * _SHARE["car"],
        heavy=veh_h * _SHARE["heavy"],
        cycle_s=1.0,  # of no account for a ratio of flows
        green_s=1.0,
    )
    return pkji.flow_pcu_h(approach=approach) / pkji.saturation_flow_pcu_h(approach=approach)


def write_into(root: Element, *, name: str, program: Iterable[Phase]) -> None:
    """Put the plan in place of the net's own."""
    for logic in root.iter("tlLogic"):
        if logic.get("id") == name:
            logic[:] = []
            for phase in program:
                SubElement(logic, "phase", duration=f"{phase.duration_s:g}", state=phase.state)
