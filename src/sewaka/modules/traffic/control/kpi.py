"""Delay without identities, and before/after effects that say how sure they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np
from numpy.typing import NDArray

from sewaka.modules.traffic.control.observe import Floats

LEAST_DAYS = 5
DRAWS = 2000
_SURE = 0.95
# Student's t, 97.5 %, by degrees of freedom 1 to 30; beyond them the normal distribution's.
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_Z = 1.960


class KpiRefused(ValueError):
    """The figure would mean nothing; `code`: nothing_passed, days_few, day_types, nonsense."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval, and of how many it is the mean."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day at a set of junctions: mean delay in seconds, and of how many vehicles."""

    day_type: str
    delay_s: float
    vehicles: float


def delay_per_vehicle_s(
    *, zone_count: Floats, tick_s: float, passed: int, zone_m: float, free_ms: float
) -> float:
    """(∫ zone count dt − passed · zone length / free speed) / passed.

    `zone_count`: vehicles in the zone at each tick, shape (ticks,). Raises KpiRefused.
    """
    if passed <= 0:
        raise KpiRefused("nothing_passed")
    if zone_m <= 0.0 or free_ms <= 0.0 or tick_s <= 0.0:
        raise KpiRefused("nonsense")
    return float(zone_count.sum() * tick_s - passed * zone_m / free_ms) / passed


def mean_interval(*, values: Sequence[float]) -> Interval:
    """The mean of a few runs, by Student's t. One alone has no interval: it is infinite."""
    if not values:
        raise KpiRefused("nonsense")
    mean, n = fmean(values), len(values)
    if n == 1:
        return Interval(mean, -math.inf, math.inf, 1)
    quantile = _T[n - 2] if n - 2 < len(_T) else _Z
    half = quantile * stdev(values) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def effect(
    *,
    before: Sequence[Day],
    after: Sequence[Day],
    control_before: Sequence[Day] = (),
    control_after: Sequence[Day] = (),
    seed: int = 0,
) -> Interval:
    """The relative change of delay, −0.18 for 18 % less; days are drawn whole, within their type.

    With days of untouched junctions, what changed there too is taken out. The day types are those
    that both sides have, weighted by the vehicles after. Raises KpiRefused.
    """
    sides = [_Side(days) for days in (before, after, control_before, control_after) if days]
    types = _common_types(sides)
    for side in sides[:2]:
        if sum(len(side.by_type[kind]) for kind in types) < LEAST_DAYS:
            raise KpiRefused("days_few")
    weights = {kind: float(sides[1].by_type[kind][:, 1].sum()) for kind in types}
    draw = np.random.default_rng(seed)
    value = _ratio([side.mean(weights) for side in sides])
    drawn = [_ratio([side.drawn_mean(weights, draw) for side in sides]) for _ in range(DRAWS)]
    tail = (1.0 - _SURE) / 2.0
    low, high = np.quantile(np.array(drawn), [tail, 1.0 - tail])
    return Interval(value, float(low), float(high), len(before) + len(after))


class _Side:
    """Days of one side by type: rows of (delay, vehicles)."""

    def __init__(self, days: Sequence[Day]) -> None:
        kinds = {day.day_type for day in days}
        if any(day.delay_s < 0.0 or day.vehicles <= 0.0 for day in days):
            raise KpiRefused("nonsense")
        self.by_type: Mapping[str, NDArray[np.float64]] = {
            kind: np.array([(d.delay_s, d.vehicles) for d in days if d.day_type == kind])
            for kind in kinds
        }

    def mean(self, weights: Mapping[str, float]) -> float:
        """Over the types, each by its weight."""
        total = sum(weights.values())
        return sum(_weighted(self.by_type[kind]) * w for kind, w in weights.items()) / total

    def drawn_mean(self, weights: Mapping[str, float], draw: np.random.Generator) -> float:
        """The same over days drawn anew."""
        total = 0.0
        for kind, weight in weights.items():
            rows = self.by_type[kind]
            total += weight * _weighted(rows[draw.integers(0, len(rows), len(rows))])
        return total / sum(weights.values())


def _weighted(rows: NDArray[np.float64]) -> float:
    return float((rows[:, 0] * rows[:, 1]).sum() / rows[:, 1].sum())


def _common_types(sides: Sequence[_Side]) -> list[str]:
    if len(sides) < 2:  # noqa: PLR2004 - before and after
        raise KpiRefused("days_few")
    types = set[str].intersection(*(set(side.by_type) for side in sides))
    if not types:
        raise KpiRefused("day_types")
    return sorted(types)


def _ratio(means: Sequence[float]) -> float:
    own = means[1] / means[0]
    elsewhere = means[3] / means[2] if len(means) > 3 else 1.0  # noqa: PLR2004
    return own / elsewhere - 1.0
