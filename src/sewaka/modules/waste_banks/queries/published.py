"""What everybody may see of closed months and of the whole city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.models import (
    CityFigures,
    MassLine,
    PublishedMonth,
    TrialLine,
    WasteCategory,
)
from sewaka.modules.waste_banks.rules import impact, spans
from sewaka.modules.waste_banks.rules.impact import Avoided

_YEAR_DAYS = 365
MOST = 24  # months on the page of a bank


@dataclass(frozen=True, slots=True)
class Month:
    """A closed month of a bank."""

    published: PublishedMonth
    mass: Sequence[MassLine]
    trial: Sequence[TrialLine]
    categories: Sequence[WasteCategory]


@dataclass(frozen=True, slots=True)
class Impact:
    """The city as it was counted last. `reduction_bp`: hundredths of a percent of all waste."""

    figures: CityFigures
    year_g: int
    avoided: Avoided
    reduction_bp: int


def months(*, actor: Actor, code: str) -> Sequence[PublishedMonth]:  # noqa: ARG001 - the same for everybody
    """The newest closed months of a bank."""
    found = PublishedMonth.objects.filter(bank__code=code).order_by("-month")
    return list(found[:MOST])


def month(*, actor: Actor, code: str, month: str) -> Month:  # noqa: ARG001 - the same for everybody
    """One of them. Raises NotFound, Invalid("month")."""
    first: date = spans.month(month)[0]
    rows = PublishedMonth.objects.select_related("bank")
    published = rows.filter(bank__code=code, month=first).first()
    if published is None:
        raise NotFound("waste_banks.report.not_found")
    categories = list(WasteCategory.objects.all())
    return Month(published, list(published.mass.all()), list(published.trial.all()), categories)


def city_impact(*, actor: Actor) -> Impact | None:  # noqa: ARG001 - the same for everybody
    """What the banks are worth to the city; None before the first night."""
    figures = CityFigures.objects.order_by("-day").first()
    if figures is None:
        return None
    year_g = sum(figures.year_sorts.values())
    reduced = impact.reduction_bp(managed_g=year_g, inhabitants=impact.INHABITANTS, days=_YEAR_DAYS)
    return Impact(figures, year_g, impact.avoided(grams=figures.year_sorts), reduced)
