"""Public reports near a place, for comparison: found by the spatial index, then exactly.

A read of `PublicReport` alone, as in `published`: the same for whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, QuerySet, When
from django.db.models.expressions import Combinable, Value
from django.db.models.functions import Cos, Radians, Sqrt

from sewaka.kernel.geo import EARTH_RADIUS_M, Position, box_around
from sewaka.modules.reports.models import PublicReport, ReportPhoto
from sewaka.modules.reports.models.published import inside
from sewaka.modules.reports.rules.duplicates import MOST_COMPARED, NEVER_OFFERED, Search, Sketch
from sewaka.platform.files import api as files

# A box as wide as the circle would lose what lies on its very edge to rounding.
_WIDER: Final = 1.001


@dataclass(frozen=True, slots=True)
class Near:
    """A public report near the place, as everybody may read it."""

    case_id: UUID
    number: str
    state: str
    service_code: str
    requested_at: datetime
    position: Position
    photos: tuple[int, ...]  # hashes of the released photos of its author
    shown: Mapping[str, Any]  # the public JSON object

    @property
    def sketch(self) -> Sketch:
        """What is compared of it: only what is public."""
        return Sketch(
            at=self.requested_at,
            position=self.position,
            text=self.shown["description"],
            photos=self.photos,
        )


def near(search: Search, *, besides: UUID | None = None) -> list[Near]:
    """The newest fifty that the search takes, newest first. Two queries.

    `besides` is the report itself, when it is public already.
    """
    taken = found(search).exclude(pk=besides) if besides else found(search)
    rows = list(taken[:MOST_COMPARED])
    photos = _hashes(row.case_id for row in rows)
    return [
        Near(
            case_id=row.case_id,
            number=row.number,
            state=row.state,
            service_code=row.service_code,
            requested_at=row.requested_at,
            position=Position(lat=row.lat or 0.0, lon=row.lon or 0.0),
            photos=photos.get(row.case_id, ()),
            shown=orjson.loads(row.fragment),
        )
        for row in rows
    ]


def found(search: Search) -> QuerySet[PublicReport]:
    """Everything that the search takes (`Search.takes` is the definition), newest first.

    The box goes to a spatial index however large it is: with at most a kilometre around it always
    beats the time index. The index of migration 0012 knows place and relevance together.
    """
    return (
        PublicReport.objects.filter(
            inside(box_around(search.centre, search.radius_m * _WIDER)),
            _is_relevant_after(search.closed_after),
            # The index takes what was closed at that very instant too.
            Q(is_open=True) | Q(status_updated_at__gt=search.closed_after),
            service_code__in=sorted(search.codes),
            requested_at__lte=search.now,
        )
        .exclude(state__in=NEVER_OFFERED)
        .alias(metres=away_m(search.centre))
        .filter(metres__lte=search.radius_m)
        .order_by("-requested_at", "-case_id")
    )


def _is_relevant_after(instant: datetime) -> Func:
    """Open, or closed since: the expression that the index knows, word by word."""
    until = Case(When(is_open=True, then=Value(None)), default=F("status_updated_at"))
    return Func(
        Func(F("status_updated_at"), until, Value("[]"), function="tstzrange"),
        Func(Value(instant), Value(None), function="tstzrange"),
        template="%(expressions)s",
        arg_joiner=" && ",
        output_field=BooleanField(),
    )


def away_m(centre: Position) -> Combinable:
    """`kernel.geo.distance_m` to the centre, step by step the same arithmetic."""
    mean_lat = Radians((F("lat") + Value(centre.lat)) / Value(2.0), output_field=FloatField())
    dx = Radians(F("lon") - Value(centre.lon), output_field=FloatField()) * Cos(mean_lat)
    dy = Radians(F("lat") - Value(centre.lat), output_field=FloatField())
    return Value(EARTH_RADIUS_M) * Sqrt(dx * dx + dy * dy, output_field=FloatField())


def _hashes(case_ids: Iterable[UUID]) -> Mapping[UUID, tuple[int, ...]]:
    """Hashes of the released photos of what is wrong; a clean corner resembles every other one."""
    rows = ReportPhoto.objects.filter(
        report_id__in=list(case_ids),
        stage=ReportPhoto.Stage.BEFORE,
        file__state=files.FileState.READY,
    ).values_list("report_id", "file__dhash")
    kept: dict[UUID, tuple[int, ...]] = {}
    for case_id, dhash in rows:
        kept[case_id] = (*kept.get(case_id, ()), dhash)
    return kept
