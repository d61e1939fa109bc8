"""Junctions by chance: any conflicts, any stages that are safe by them."""

from __future__ import annotations

import random

import numpy as np

from sewaka.modules.traffic.control.monitor import clash_of
from sewaka.modules.traffic.control.network import RED, Junction, Link, Stage, Turn
from sewaka.modules.traffic.control.timing import (
    CLEARING_S,
    Timing,
    benchmark_timing,
    field_timing,
)

_SIZES = (2, 9)
_STAGES = (2, 6)


def random_junction(*, seed: int) -> Junction:
    """A junction of 2 to 8 indications, some of people on foot, lanes with several links."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    size = chance.randrange(*_SIZES)
    conflicts = np.zeros((size, size), dtype=np.bool_)
    yields = np.zeros((size, size), dtype=np.bool_)
    for i in range(size):
        for j in range(i):
            conflicts[i, j] = conflicts[j, i] = chance.random() < 0.6  # noqa: PLR2004
            yields[i, j] = conflicts[i, j] and chance.random() < 0.3  # noqa: PLR2004
    number = chance.randrange(*_STAGES)
    bare = Junction(
        id=0,
        size=size,
        links=tuple(
            Link(i, i // 2, size + i, chance.choice(list(Turn)), chance.random() < 0.2)  # noqa: PLR2004
            for i in range(size)
        ),
        stages=(),
        conflicts=conflicts,
        yields=yields,
        clearance_s=np.zeros((number, number)),
    )
    stages = tuple(Stage(place, _safe(bare, chance)) for place in range(number))
    return Junction(
        id=0,
        size=size,
        links=bare.links,
        stages=stages,
        conflicts=conflicts,
        yields=yields,
        clearance_s=bare.clearance_s,
    )


def random_timing(*, junction: Junction, seed: int) -> Timing:
    """Half the time a benchmark's, half the time the street's."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    if chance.random() < 0.5:  # noqa: PLR2004
        return benchmark_timing(
            junction=junction,
            yellow_s=chance.choice((2.0, 3.0, 4.0)),
            clearing_s=chance.choice((0.0, CLEARING_S)),
        )
    size = junction.size
    draw = np.random.default_rng(seed)
    return field_timing(
        junction=junction,
        speed_kmh=draw.choice([40.0, 50.0, 60.0], size),
        clearance_m=draw.uniform(0.0, 40.0, (size, size)),
        crossing_m=draw.uniform(3.0, 25.0, size),
        is_near_school=chance.random() < 0.5,  # noqa: PLR2004
    )


def _safe(junction: Junction, chance: random.Random) -> str:
    """Greens added in any order while they clash with nobody."""
    shown = [RED] * junction.size
    for i in chance.sample(range(junction.size), junction.size):
        shown[i] = chance.choice("GGg")
        if clash_of(junction=junction, indications="".join(shown)):
            shown[i] = RED
    return "".join(shown)
