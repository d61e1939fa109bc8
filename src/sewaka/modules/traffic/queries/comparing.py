"""Reads of comparisons before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import DayType, Junction, KpiComparison

_LATEST = 50


def latest(*, actor: Actor) -> Sequence[KpiComparison]:
    """The newest. Raises NotFound for whoever is no traffic engineer."""
    access.engineer_of(actor=actor)
    return list(KpiComparison.objects.all()[:_LATEST])


def comparison(*, actor: Actor, comparison_id: UUID) -> KpiComparison:
    """One of them. Raises NotFound, absent and hidden alike."""
    access.engineer_of(actor=actor)
    found = KpiComparison.objects.filter(pk=comparison_id).first()
    if found is None:
        raise NotFound("traffic.kpi.not_found")
    return found


def junctions(*, actor: Actor) -> Mapping[str, str]:
    """Names by code. Raises NotFound."""
    access.engineer_of(actor=actor)
    return dict(Junction.objects.values_list("code", "name"))


def kinds_of_days(*, actor: Actor) -> Mapping[str, str]:
    """Names by code. Raises NotFound."""
    access.engineer_of(actor=actor)
    return {one.code: one.local_name for one in DayType.objects.all()}
