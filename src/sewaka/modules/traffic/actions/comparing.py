"""A traffic engineer asks what a change did, and keeps the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.control import kpi
from sewaka.modules.traffic.control.kpi import Day, KpiRefused
from sewaka.modules.traffic.models import Junction, KpiComparison
from sewaka.modules.traffic.models.comparisons import Measured, days_of
from sewaka.modules.traffic.rules import comparing as rules
from sewaka.modules.traffic.rules.comparing import Window


@transaction.atomic
def compare_before_after(
    *,
    junctions: Sequence[str],
    controls: Sequence[str],
    before: Window,
    after: Window,
    excluded: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> KpiComparison:
    """Days of the same kind, at least five on each side; days drawn whole (block bootstrap).

    `excluded`: reason by day. Days of which less than 80 % was heard are left out too.
    Raises NotFound, DomainError("traffic.kpi.windows", ".junctions", ".controls", ".days_few",
    ".day_types", ".nonsense").
    """
    person = access.engineer_of(actor=actor)
    rules.check_asked(before=before, after=after, junctions=junctions, controls=controls)
    named = {*junctions, *controls}
    if Junction.objects.filter(pk__in=named).count() != len(named):
        raise NotFound("traffic.junction.not_found")
    measured = [
        days_of(junctions=places, window=window)
        for places in (junctions, controls)
        for window in (before, after)
    ]
    left_out = _unheard(measured) | dict(excluded)
    sides = [_kept(days, left_out) for days in measured]
    return KpiComparison.objects.create(
        junctions=list(junctions),
        controls=list(controls),
        excluded=left_out,
        made_by=person,
        made_at=now,
        **_dates(before, after),
        **_found(sides),
    )


def _unheard(measured: Sequence[Sequence[Measured]]) -> dict[str, str]:
    """Days of which too little was heard at either set of junctions."""
    return {
        one.on.isoformat(): rules.INCOMPLETE
        for days in measured
        for one in days
        if one.completeness < rules.ENOUGH
    }


def _kept(days: Sequence[Measured], left_out: Mapping[str, str]) -> list[Day]:
    return [
        Day(one.kind, one.delay_s, one.vehicles)
        for one in days
        if one.on.isoformat() not in left_out
    ]


def _effect(sides: Sequence[Sequence[Day]]) -> kpi.Interval:
    before, after, control_before, control_after = sides
    try:
        return kpi.effect(
            before=before, after=after, control_before=control_before, control_after=control_after
        )
    except KpiRefused as refusal:
        raise DomainError(f"traffic.kpi.{refusal.code}", least=kpi.LEAST_DAYS) from None


def _found(sides: Sequence[Sequence[Day]]) -> dict[str, Any]:
    """The effect, and the days of the kinds that all sides have."""
    effect = _effect(sides)
    types = set.intersection(*({one.day_type for one in days} for days in sides if days))
    before, after = ([one for one in days if one.day_type in types] for days in sides[:2])
    return {
        "effect": effect.value,
        "low": effect.low,
        "high": effect.high,
        "day_types": sorted(types),
        "delay_before_s": _mean(before),
        "delay_after_s": _mean(after),
        "days_before": len(before),
        "days_after": len(after),
    }


def _dates(before: Window, after: Window) -> dict[str, Any]:
    return {
        "before_begin": before.begin,
        "before_end": before.end,
        "after_begin": after.begin,
        "after_end": after.end,
    }


def _mean(days: Sequence[Day]) -> float:
    return sum(one.delay_s * one.vehicles for one in days) / sum(one.vehicles for one in days)
