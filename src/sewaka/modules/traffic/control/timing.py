"""The times that a signal must keep: least greens, yellows, intergreens.

Sources: the city's own rules (yellow 3 s up to 50 km/h, all-red from the clearance distance, people
on foot at 1.2 m/s, 30 % more near schools). PKJI's figures agree (`verified: no`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.control.network import GREENS, Junction, Stage, Turn
from sewaka.modules.traffic.control.observe import Floats

FAST_KMH = 50.0  # above it, yellow is 4 s
CLEARING_MS = 10.0  # the speed at which the last vehicle leaves
WALKING_MS = 1.2
NEAR_SCHOOL = 1.3
LEAST_ALL_RED_S = 1.0  # in the product; the benchmark has none, as the nets themselves
FIELD_TICK_S = 0.1
CLEARING_S = 4.0  # a gap seeker inside is gone by then


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """The times of one junction in seconds; arrays by indication.

    `min_green_s`: shape (size,). `yellow_s`: shape (size,), 0 for people on foot.
    `intergreen_s[i, j]`: from the end of i's green to the beginning of j's; 0 where they do not
    conflict. `all_red_s`: the least between any two stages that take a green away. `clearing_s`: by
    how much a change is lengthened at most while somebody stands inside the crossing.
    """

    min_green_s: Floats
    yellow_s: Floats
    intergreen_s: Floats
    all_red_s: float
    max_red_s: float = 120.0
    start_all_red_s: float = 3.0
    clearing_s: float = 0.0


def benchmark_timing(
    *,
    junction: Junction,
    yellow_s: float = 3.0,
    min_green_s: float = 5.0,
    clearing_s: float = 0.0,
) -> Timing:
    """No all-red, one yellow for all: what the baselines of a benchmark have."""
    on_foot = _crossings(junction)
    yellow = np.where(on_foot, 0.0, yellow_s)
    return Timing(
        min_green_s=np.full(junction.size, min_green_s),
        yellow_s=yellow,
        intergreen_s=np.where(junction.conflicts, yellow[:, None], 0.0),
        all_red_s=0.0,
        clearing_s=clearing_s,
    )


def field_timing(
    *,
    junction: Junction,
    speed_kmh: Floats,
    clearance_m: Floats,
    crossing_m: Floats,
    is_near_school: bool = False,
    walk_s: float = 7.0,
) -> Timing:
    """What the street needs; nothing can make an all-red shorter than a second.

    `speed_kmh`, `crossing_m`: shape (size,); the latter is read for crossings of people on foot.
    `clearance_m[i, j]`: how far the last vehicle of i must go to be out of the way of j.
    After walking ends, nobody in conflict starts before a person has crossed, so walk and
    clearance together always lie between the begin of walking and the next such green.
    """
    on_foot = _crossings(junction)
    yellow = np.where(on_foot, 0.0, np.where(speed_kmh <= FAST_KMH, 3.0, 4.0))
    all_red = _ticks_up(np.maximum(LEAST_ALL_RED_S, clearance_m / CLEARING_MS))
    crossing = _ticks_up(crossing_m / WALKING_MS * (NEAR_SCHOOL if is_near_school else 1.0))
    needed = np.where(on_foot[:, None], np.maximum(crossing[:, None], LEAST_ALL_RED_S), all_red)
    through = _through(junction)
    return Timing(
        min_green_s=np.where(on_foot, walk_s, np.where(through, 7.0, 5.0)),
        yellow_s=yellow,
        intergreen_s=np.where(junction.conflicts, yellow[:, None] + needed, 0.0),
        all_red_s=LEAST_ALL_RED_S,
        clearing_s=CLEARING_S,
    )


def change_s(*, junction: Junction, timing: Timing, before: Stage, after: Stage) -> float:
    """From the end of one stage to the beginning of the next; 0 if no green is taken away."""
    lost = [i for i in range(junction.size) if before.is_green(i) and not after.is_green(i)]
    if not lost:
        return 0.0
    gained = [i for i in range(junction.size) if after.is_green(i) and not before.is_green(i)]
    yellow = max(float(timing.yellow_s[i]) for i in lost)
    pair = float(junction.clearance_s[before.index, after.index])
    intergreens = [float(timing.intergreen_s[i, j]) for i in lost for j in gained]
    return max([yellow + max(timing.all_red_s, pair), *intergreens])


def stage_min_green_s(*, timing: Timing, stage: Stage) -> float:
    """The longest of the least greens that the stage shows."""
    greens = [
        float(timing.min_green_s[i]) for i, shown in enumerate(stage.green) if shown in GREENS
    ]
    return max(greens, default=0.0)


def _ticks_up(seconds: Floats) -> Floats:
    """Rounded up to a tenth of a second, the tick of the field; never down."""
    ticks: Floats = np.ceil(np.asarray(seconds) / FIELD_TICK_S - 1e-9) * FIELD_TICK_S
    return ticks


def _crossings(junction: Junction) -> NDArray[np.bool_]:
    marks = np.zeros(junction.size, dtype=np.bool_)
    for link in junction.links:
        marks[link.index] |= link.is_crossing
    return marks


def _through(junction: Junction) -> NDArray[np.bool_]:
    marks = np.zeros(junction.size, dtype=np.bool_)
    for link in junction.links:
        marks[link.index] |= link.turn is Turn.THROUGH
    return marks
