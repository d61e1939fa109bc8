"""Capacity and delay at signals after PKJI 2023 (SE Dirjen Bina Marga 21/SE/Db/2023).

The title was checked; the formulas and passenger-car equivalents were not read in the original:
`verified: no`. The forms of MKJI 1997 agree. Symbols are those of the manual: SM motorcycle, MP
car, KS heavy; q flow, J saturation flow and C capacity in pcu/h; DJ degree of saturation; WH green,
s cycle, RH their ratio; NQ queue in pcu, PA queue length, RKH stop ratio, T delay in s/pcu.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

VERIFIED = False
J0_PER_METRE = 600.0  # pcu/h
DJ_LIMIT = 0.85
SUM_R_LIMIT = 0.95
_QUEUED_M2 = 20.0  # one pcu


class PkjiRefused(ValueError):
    """The sheet cannot be worked; `code` says which rule: `nonsense`, `rh_dj`, `sum_r`."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(f"{code} {field}".strip())
        self.code = code
        self.field = field


@dataclass(frozen=True, slots=True)
class Equivalents:
    """Passenger cars per vehicle."""

    motorcycle: float
    car: float
    heavy: float
    verified: bool = False


PROTECTED = Equivalents(motorcycle=0.15, car=1.0, heavy=1.3)
OPPOSED = Equivalents(motorcycle=0.40, car=1.0, heavy=1.3)
MKJI_PROTECTED = Equivalents(motorcycle=0.2, car=1.0, heavy=1.3)
MKJI_OPPOSED = Equivalents(motorcycle=0.4, car=1.0, heavy=1.3)


@dataclass(frozen=True, slots=True)
class Approach:
    """What the sheet asks of one approach. Volumes per hour, widths in metres, times in seconds.

    `right_share` RBKa, `left_share` RBKi, `turning_share` PB; the factors are FHS (city size), FUK
    (side friction), FG (gradient), FP (parking). `entry_m` is LM.
    """

    effective_m: float
    motorcycles: float
    cars: float
    heavy: float
    cycle_s: float
    green_s: float
    equivalents: Equivalents = PROTECTED
    city_size: float = 1.0
    friction: float = 1.0
    gradient: float = 1.0
    parking: float = 1.0
    right_share: float = 0.0
    left_share: float = 0.0
    turning_share: float = 0.0
    entry_m: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet gives."""

    flow_pcu_h: float
    saturation_flow_pcu_h: float
    capacity_pcu_h: float
    degree_of_saturation: float
    queue_left_pcu: float  # NQ1, from the greens before
    queue_red_pcu: float  # NQ2, arrived in red
    queue_length_m: float
    stop_ratio: float
    delay_s: float

    @property
    def is_over_limit(self) -> bool:
        """Whether the approach is fuller than the manual wants."""
        return self.degree_of_saturation > DJ_LIMIT


def sheet(*, approach: Approach) -> Sheet:
    """One approach. Raises PkjiRefused: nonsense in a field, or RH·DJ ≥ 1."""
    _check(approach)
    q = flow_pcu_h(approach=approach)
    saturation = saturation_flow_pcu_h(approach=approach)
    cycle, ratio = approach.cycle_s, approach.green_s / approach.cycle_s
    capacity = saturation * ratio
    degree = q / capacity
    if ratio * degree >= 1.0:
        raise PkjiRefused("rh_dj")
    left = _queue_left(capacity, degree)
    rest = 1.0 - ratio * degree
    red = cycle * (1.0 - ratio) / rest * q / 3600.0
    queue = left + red
    stops = 0.9 * queue / (q * cycle) * 3600.0 if q else 0.0
    traffic = 0.5 * cycle * (1.0 - ratio) ** 2 / rest + left * 3600.0 / capacity
    geometric = (1.0 - stops) * approach.turning_share * 6.0 + stops * 4.0
    return Sheet(
        flow_pcu_h=q,
        saturation_flow_pcu_h=saturation,
        capacity_pcu_h=capacity,
        degree_of_saturation=degree,
        queue_left_pcu=left,
        queue_red_pcu=red,
        queue_length_m=queue * _QUEUED_M2 / (approach.entry_m or approach.effective_m),
        stop_ratio=stops,
        delay_s=traffic + geometric,
    )


def flow_pcu_h(*, approach: Approach) -> float:
    """q: all classes as passenger cars."""
    emp = approach.equivalents
    return (
        emp.motorcycle * approach.motorcycles + emp.car * approach.cars + emp.heavy * approach.heavy
    )


def saturation_flow_pcu_h(*, approach: Approach) -> float:
    """J = 600·LE · FHS·FUK·FG·FP · FBKi · FBKa."""
    turning = (1.0 - 0.16 * approach.left_share) * (1.0 + 0.26 * approach.right_share)
    factors = approach.city_size * approach.friction * approach.gradient * approach.parking
    return J0_PER_METRE * approach.effective_m * factors * turning


def cycle_s(*, lost_s: float, flow_ratios: Sequence[float]) -> float:
    """s = (1.5·WHH + 5) / (1 − ΣR). Raises PkjiRefused: nonsense, or ΣR ≥ 0.95."""
    if not flow_ratios or not _is_sound(lost_s) or not all(map(_is_sound, flow_ratios)):
        raise PkjiRefused("nonsense", "flow_ratios")
    total = sum(flow_ratios)
    if total >= SUM_R_LIMIT:
        raise PkjiRefused("sum_r")
    if total <= 0.0:
        raise PkjiRefused("nonsense", "flow_ratios")
    return (1.5 * lost_s + 5.0) / (1.0 - total)


def greens_s(*, cycle: float, lost_s: float, flow_ratios: Sequence[float]) -> tuple[float, ...]:
    """green = (s − WHH)·R/ΣR. Raises PkjiRefused when nothing is left to share."""
    total = sum(flow_ratios)
    if not _is_sound(cycle) or cycle <= lost_s or total <= 0.0:
        raise PkjiRefused("nonsense", "cycle")
    return tuple((cycle - lost_s) * ratio / total for ratio in flow_ratios)


def usual_cycle_s(*, stages: int) -> tuple[float, float]:
    """The range that the manual expects for so many stages; `verified: no`."""
    return {2: (40.0, 80.0), 3: (50.0, 100.0)}.get(stages, (80.0, 130.0))


def _queue_left(capacity: float, degree: float) -> float:
    """NQ1. Some prints have s where C must stand."""
    if degree <= 0.5:  # noqa: PLR2004 - the manual's own threshold
        return 0.0
    over = degree - 1.0
    return 0.25 * capacity * (over + math.sqrt(over**2 + 8.0 * (degree - 0.5) / capacity))


def _is_sound(value: float) -> bool:
    return math.isfinite(value) and value >= 0.0


_VOLUMES = ("motorcycles", "cars", "heavy")
_SHARES = ("right_share", "left_share", "turning_share")
_POSITIVE = ("effective_m", "cycle_s", "green_s", "city_size", "friction", "gradient", "parking")


def _check(approach: Approach) -> None:
    bad = [field for field in _VOLUMES if not _is_sound(getattr(approach, field))]
    bad += [field for field in _POSITIVE if not _is_positive(getattr(approach, field))]
    bad += [field for field in _SHARES if not 0.0 <= getattr(approach, field) <= 1.0]
    if approach.entry_m is not None and not _is_positive(approach.entry_m):
        bad.append("entry_m")
    if approach.green_s >= approach.cycle_s:
        bad.append("green_s")
    if bad:
        raise PkjiRefused("nonsense", bad[0])


def _is_positive(value: float) -> bool:
    return _is_sound(value) and value > 0.0
