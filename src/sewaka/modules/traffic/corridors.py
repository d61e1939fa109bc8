"""Greens along a street: when each junction of a corridor is green for who drives through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.network import GREENS, Link, Turn
from sewaka.modules.traffic.control.offsets import Band, Stop, bands
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.sumo.routes import edge_of

Green = tuple[float, float]  # begin within the cycle, and length, in seconds


def green_of(*, code: str, plan: StagePlan, came: str, goes: str) -> Green | None:
    """The longest green of who comes from there and goes there, without the change into it.

    "" at the ends of the corridor, where those count who go straight on. None: never green.
    """
    post = town.posts()[code]
    links = {link.index for link in _links(code, came, goes)}
    begin, best = 0.0, None
    for place, split in enumerate(plan.splits):
        shown = post.junction.stages[split.stage].green
        if links and all(shown[index] in GREENS for index in links):
            change = post.change_s[plan.splits[place - 1].stage][split.stage]
            found = (begin + change, split.duration_s - change)
            best = found if best is None or found[1] > best[1] else best
        begin += split.duration_s
    return best


def greens_of(
    *, line: Sequence[str], plans: Mapping[str, StagePlan]
) -> list[tuple[Green | None, Green | None]]:
    """Of each junction the green along the line and against it."""
    ends = ["", *line, ""]
    return [
        (
            green_of(code=code, plan=plans[code], came=ends[at], goes=ends[at + 2]),
            green_of(code=code, plan=plans[code], came=ends[at + 2], goes=ends[at]),
        )
        for at, code in enumerate(line)
    ]


def stops_of(*, line: Sequence[str], plans: Mapping[str, StagePlan]) -> list[Stop] | None:
    """For the search of offsets; None where a junction is never green along the line."""
    found: list[Stop] = []
    for at, (out, back) in enumerate(greens_of(line=line, plans=plans)):
        if out is None or back is None:
            return None
        before = line[at - 1] if at else ""
        found.append(
            Stop(
                out_green_s=out,
                back_green_s=back,
                travel_s=travel_s(begin=before, end=line[at]) if before else 0.0,
                back_travel_s=travel_s(begin=line[at], end=before) if before else 0.0,
            )
        )
    return found


def travel_s(*, begin: str, end: str) -> float:
    """From one junction to the next, at the limit."""
    metres, speed_ms = town.road_between(begin=begin, end=end)
    return metres / speed_ms


def _links(code: str, came: str, goes: str) -> Sequence[Link]:
    names = town.net().lane_names
    found = [
        link
        for link in town.posts()[code].junction.links
        if (not came or edge_of(names[link.from_lane]) == f"{came}-{code}")
        and (not goes or edge_of(names[link.to_lane]) == f"{code}-{goes}")
    ]
    if came and goes:
        return found
    straight = [link for link in found if link.turn is Turn.THROUGH]
    return (straight or found)[:1]


def bands_of(*, line: Sequence[str], plans: Mapping[str, StagePlan]) -> Band | None:
    """How wide the green is all the way; None where the cycles differ or somebody has no green."""
    cycles = {round(plans[code].cycle_s) for code in line}
    stops = stops_of(line=line, plans=plans)
    if len(cycles) != 1 or stops is None:
        return None
    first = plans[line[0]].offset_s
    offsets = [round(plans[code].offset_s - first) for code in line]
    return bands(stops=stops, cycle_s=cycles.pop(), offsets_s=offsets)
