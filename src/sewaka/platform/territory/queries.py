"""Reads for the pages of the offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.querying import as_q
from sewaka.platform.territory import access
from sewaka.platform.territory.models import Area, Level


@dataclass(frozen=True, slots=True)
class HamletLine:
    """One hamlet as its office sees it."""

    code: str
    name: str
    head_name: str
    phone: str
    is_placed: bool
    is_example: bool


def my_villages(*, actor: Actor) -> QuerySet[Area]:
    """The villages whose hamlets this actor may add, with `hamlet_count`, in code order."""
    mine = as_q(access.MAY_ADD_HAMLET.where(actor))
    villages = Area.objects.filter(mine, level=Level.VILLAGE)
    return villages.annotate(hamlet_count=Count("children")).order_by("code")


def get_village(*, actor: Actor, code: str) -> Area:
    """One of these villages. Raises NotFound, alike for absent and not theirs."""
    village = my_villages(actor=actor).filter(code=code).first()
    if village is None:
        raise NotFound("territory.unknown", area=code)
    return village


def hamlets_of(village: Area) -> Sequence[HamletLine]:
    """The hamlets of a village with their heads, by name. The caller has checked the village."""
    found = Area.objects.filter(parent=village).select_related("head").order_by("sort_key")
    return [
        HamletLine(
            code=area.code,
            name=area.name,
            head_name=area.head.name if hasattr(area, "head") else "",
            phone=(area.head.phone or "") if hasattr(area, "head") else "",
            is_placed=area.lat is not None,
            is_example=area.is_example,
        )
        for area in found
    ]
