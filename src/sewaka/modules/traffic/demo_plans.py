"""Plans of Denpasar-12 that could be tried in place of its own. All invented: `verified: no`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from sewaka.modules.traffic import corridors, town
from sewaka.modules.traffic.control.offsets import widest_band
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.rules.calendar import Line

BASE = "dasar"
LONG = "siklus-panjang"
WAVE = "gelombang"
MORNING = "sekolah-pagi"
_LONGER = 1.6
_MORNING_LONGER = 1.2
# Kind of day, from, until, set: the morning of school, and the evening of the parades.
CALENDAR = (
    Line("school", 7 * 60 + 10, 8 * 60 + 30, MORNING),
    Line("pengerupukan", 17 * 60, 24 * 60, LONG),
)


def longer() -> Mapping[str, StagePlan]:
    """By junction: its own plan with a cycle longer by more than half, as is often seen."""
    return _stretched(_LONGER)


def morning() -> Mapping[str, StagePlan]:
    """By junction: its own plan with a cycle longer by a fifth."""
    return _stretched(_MORNING_LONGER)


def _stretched(factor: float) -> Mapping[str, StagePlan]:
    return {
        code: replace(
            post.plan,
            splits=tuple(
                Split(one.stage, float(round(factor * one.duration_s))) for one in post.plan.splits
            ),
        )
        for code, post in town.posts().items()
    }


@cache
def wave() -> Mapping[str, StagePlan]:
    """By junction: one cycle for all, and offsets along the streets for who drives at the limit."""
    cycle_s = max(round(post.plan.cycle_s) for post in town.posts().values())
    plans = {code: _with_cycle(post.plan, cycle_s) for code, post in town.posts().items()}
    offsets: dict[str, int] = {}
    for line in sorted(town.corridors(), key=len, reverse=True):
        stops = corridors.stops_of(line=line, plans=plans)
        if stops is None:
            continue
        band = widest_band(stops=stops, cycle_s=cycle_s)
        known = [at for at, code in enumerate(line) if code in offsets]
        shift = offsets[line[known[0]]] - band.offsets_s[known[0]] if known else 0
        for code, offset in zip(line, band.offsets_s, strict=True):
            offsets.setdefault(code, (offset + shift) % cycle_s)
    return {
        code: replace(plan, offset_s=float(offsets.get(code, 0))) for code, plan in plans.items()
    }


def _with_cycle(plan: StagePlan, cycle_s: int) -> StagePlan:
    """Every split longer in proportion; what rounding leaves goes to the first."""
    factor = cycle_s / plan.cycle_s
    splits = [replace(one, duration_s=float(int(one.duration_s * factor))) for one in plan.splits]
    rest = cycle_s - sum(one.duration_s for one in splits)
    splits[0] = replace(splits[0], duration_s=splits[0].duration_s + rest)
    return replace(plan, splits=tuple(splits))
