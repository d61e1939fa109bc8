"""Stages from geometry: what may be green together, beside what a net's program shows.

A program holds the few stages that a fixed cycle needs. A controller that chooses freely gains from
all of them: one approach alone, where turning vehicles share the lane with those going on, or a
right turn that conflicts with nothing. A permissive green is offered only where the program has it
for that link: whether drivers see enough to give way is an engineer's judgement, not geometry's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from sewaka.modules.traffic.control.monitor import clash_of
from sewaka.modules.traffic.control.network import (
    GREENS,
    PERMISSIVE,
    PROTECTED,
    RED,
    Junction,
    Stage,
)

MOST_STAGES = 64  # of one junction; a larger one keeps its program's stages


def mended(junction: Junction) -> Junction:
    """The junction without greens in conflict: programs of strangers are not always safe.

    Of two foes whoever must give way gets a yielding green, or none if neither must.
    """
    return replace(
        junction,
        stages=tuple(
            replace(stage, green=_without_clash(junction, stage.green)) for stage in junction.stages
        ),
    )


def _without_clash(junction: Junction, green: str) -> str:
    shown = green
    while pair := clash_of(junction=junction, indications=shown):
        first, second = pair
        weaker = first if junction.yields[first, second] else second
        is_mild = (
            shown[weaker] == PROTECTED
            and junction.yields[first, second] | (junction.yields[second, first])
        )
        shown = shown[:weaker] + (PERMISSIVE if is_mild else RED) + shown[weaker + 1 :]
    return shown


def with_geometric_stages(junction: Junction) -> Junction:
    """The junction with every further stage that its conflicts allow, program's stages first."""
    program = [_service(junction, stage.green) for stage in junction.stages]
    crossings = {link.index for link in junction.links if link.is_crossing}
    found: list[str] = []
    for number, together in enumerate(_together(junction)):
        if number >= MOST_STAGES:
            return junction
        green = _indications(junction, together)
        found.append(green)
    found = _worth_having(junction, found, program)
    stages = (
        *junction.stages,
        *(
            Stage(
                index=len(junction.stages) + number,
                green=green,
                name=str(len(junction.stages) + number + 1),
                pedestrian_walk=any(green[index] in GREENS for index in crossings),
            )
            for number, green in enumerate(found)
        ),
    )
    return replace(junction, stages=stages, clearance_s=np.zeros((len(stages), len(stages))))


def _service(junction: Junction, green: str) -> tuple[int, ...]:
    """By approach lane: 2 all of its links protected, 1 some yielding, 0 some held.

    Where a link is held, the first who wants it blocks the others: that lane is not served.
    """
    found: list[int] = []
    for lane in junction.approach_lanes:
        shown = {green[link.index] for link in junction.links if link.from_lane == lane}
        found.append(0 if RED in shown else 1 if PERMISSIVE in shown else 2)
    return tuple(found)


def _worth_having(
    junction: Junction, found: Iterable[str], program: Sequence[tuple[int, ...]]
) -> list[str]:
    """Those that serve some lane better than every other stage that serves the rest as well."""
    best: dict[tuple[int, ...], str] = {}
    for green in found:
        service = _service(junction, green)
        if service not in best or green.count(RED) < best[service].count(RED):
            best[service] = green
    return [
        green
        for service, green in best.items()
        if not any(_covers(other, service) for other in program)
        and not any(other != service and _covers(other, service) for other in best)
    ]


def _covers(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(mine >= yours for mine, yours in zip(one, other, strict=True))


def _together(junction: Junction) -> Iterator[frozenset[int]]:
    """Every largest set of links without a conflict (Bron and Kerbosch, 1973, with a pivot)."""
    links = sorted({link.index for link in junction.links})
    friends = {
        one: {other for other in links if other != one and not junction.conflicts[one, other]}
        for one in links
    }
    stack: list[tuple[frozenset[int], set[int], set[int]]] = [(frozenset(), set(links), set())]
    while stack:
        chosen, possible, done = stack.pop()
        if not possible:
            if not done:
                yield chosen
            continue
        pivot = max(possible | done, key=lambda each: (len(friends[each] & possible), -each))
        for each in sorted(possible - friends[pivot]):
            stack.append((chosen | {each}, possible & friends[each], done & friends[each]))
            possible = possible - {each}
            done = done | {each}


def _indications(junction: Junction, together: frozenset[int]) -> str:
    """Those protected; beside them whoever gives way to all of them and does so in the program."""
    shown = [PROTECTED if index in together else RED for index in range(junction.size)]
    for index in range(junction.size):
        if index in together or not _is_permissive(junction, index):
            continue
        foes = [
            other
            for other in range(junction.size)
            if shown[other] in GREENS and junction.conflicts[index, other]
        ]
        if all(junction.yields[index, other] for other in foes):
            shown[index] = PERMISSIVE
    held = {link.from_lane for link in junction.links if shown[link.index] == RED}
    for link in junction.links:
        if shown[link.index] == PERMISSIVE and link.from_lane in held:
            shown[link.index] = RED  # whoever goes on would stand before those who turn
    return "".join(shown)


def _is_permissive(junction: Junction, index: int) -> bool:
    return any(stage.green[index] == PERMISSIVE for stage in junction.stages)
