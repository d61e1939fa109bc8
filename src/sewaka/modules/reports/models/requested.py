"""Which rows an Open311 question means: of the public reports, or of the sandbox.

The same answer whoever asks, so no actor. One query each; cost does not grow with the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Cos, Power, Radians, Sqrt

from sewaka.kernel.errors import NotFound
from sewaka.kernel.geo import EARTH_RADIUS_M, Box, box_around
from sewaka.kernel.ids import read_number
from sewaka.modules.reports.models import cells
from sewaka.modules.reports.models.georeport import SandboxReport, SandboxUpdate
from sewaka.modules.reports.models.public import PublicReport
from sewaka.modules.reports.models.published import between, inside
from sewaka.modules.reports.rules.boxes import is_small
from sewaka.modules.reports.rules.georeport.asking import Circle, Page, Range

MAX_ROWS: Final = 1_000  # the standard's own limit of an answer without pages
Within = Callable[[Box], Case | Func]  # the way in which a box is asked for
_COLUMN = {"requested_datetime": "requested_at", "updated_datetime": "status_updated_at"}


class Place(StrEnum):
    """Which of the two jurisdictions is asked. The value stands in the address."""

    CITY = "v2"
    SANDBOX = "test/v2"

    @property
    def rows(self) -> QuerySet[Any]:
        """Its rows, all of them public."""
        return PublicReport.objects.all() if self is Place.CITY else SandboxReport.objects.all()

    @property
    def key(self) -> str:
        """The column that tells two rows of one instant apart."""
        return "case_id" if self is Place.CITY else "id"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows an answer. `numbers` overrides everything else; empty means everything."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset()
    requested: Range = field(default_factory=Range)
    updated: Range = field(default_factory=Range)
    box: Box | None = None
    circle: Circle | None = None
    order: str = "-requested_datetime"
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The wanted column of the rows of one page, and whether there is a next one."""

    rows: Sequence[str]
    has_more: bool = False


def find(*, place: Place, wanted: Wanted, column: str) -> Found:
    """One column (`geo_json`, `geo_xml`, `fragment`) of the rows, newest first if not said else."""
    page = wanted.page
    skip, size = (page.offset, page.size + 1) if page else (0, MAX_ROWS)
    rows = _rows(place, wanted, column=column, skip=skip, size=size)
    return Found(rows[: page.size], has_more=len(rows) > page.size) if page else Found(rows)


def _rows(place: Place, wanted: Wanted, *, column: str, skip: int, size: int) -> tuple[str, ...]:
    box = _by_cells(place, wanted)
    if box is not None:
        found = _narrowed(place, wanted, within=between)
        return cells.newest(found, box=box, column=column, size=size, skip=skip)
    found = _narrowed(place, wanted, within=_in_box)
    rows = _ordered(place, wanted, found).values_list(column, flat=True)
    return tuple(rows[skip : skip + size])


def _by_cells(place: Place, wanted: Wanted) -> Box | None:
    """The small box whose cells give the rows in the wanted order, if there is one."""
    if place is not Place.CITY or wanted.numbers or wanted.order != "-requested_datetime":
        return None
    boxes = [wanted.box] if wanted.box is not None else []
    if wanted.circle is not None:
        boxes.append(box_around(wanted.circle.centre, wanted.circle.radius_m))
    return next((box for box in boxes if is_small(box)), None)


def one(*, place: Place, number: str, column: str) -> str:
    """The same of one row. Raises NotFound for absent, hidden and mistyped alike."""
    found = _of_numbers(place, (number,)).values_list(column, flat=True)[:1]
    for value in found:
        return str(value)
    raise NotFound("reports.open311.no_request")


def sandbox_updates(asked: Range) -> list[SandboxUpdate]:
    """Updates of the sandbox in that range, oldest first."""
    found = SandboxUpdate.objects.filter(_within("at", asked)).select_related("report")
    return list(found.order_by("at", "id")[:MAX_ROWS])


def _narrowed(place: Place, wanted: Wanted, *, within: Within) -> QuerySet[Any]:
    if wanted.numbers:
        return _of_numbers(place, wanted.numbers)
    found = place.rows
    if wanted.services:
        found = found.filter(service_code__in=wanted.services)
    if wanted.agencies:
        found = found.filter(agency_code__in=wanted.agencies)
    if len(wanted.statuses) == 1:
        found = found.filter(is_open="open" in wanted.statuses)
    found = found.filter(
        _within("requested_at", wanted.requested), _within("status_updated_at", wanted.updated)
    )
    if wanted.box is not None:
        found = found.filter(within(wanted.box))
    if wanted.circle is not None:
        found = _around(found, wanted.circle, within=within)
    return found


def _of_numbers(place: Place, numbers: Sequence[str]) -> QuerySet[Any]:
    canonical = {found for found in map(read_number, numbers) if found}
    if place is Place.CITY:  # uniqueness, and so the index, lies on the case
        return place.rows.filter(case__number__in=canonical)
    return place.rows.filter(number__in=canonical)


def _ordered(place: Place, wanted: Wanted, found: QuerySet[Any]) -> QuerySet[Any]:
    sign = "-" if wanted.order.startswith("-") else ""
    column = _COLUMN[wanted.order.removeprefix("-")]
    return found.order_by(f"{sign}{column}", f"{sign}{place.key}")


def _within(column: str, asked: Range) -> Q:
    found = Q()
    if asked.since is not None:
        found &= Q(**{f"{column}__gte": asked.since})
    if asked.until is not None:
        found &= Q(**{f"{column}__lt": asked.until})
    return found


def _in_box(box: Box) -> Case | Func:
    return inside(box) if is_small(box) else between(box)


def _around(found: QuerySet[Any], circle: Circle, *, within: Within) -> QuerySet[Any]:
    """The box around the circle, then the distance, as `kernel.geo.distance_m` has it."""
    found = found.filter(within(box_around(circle.centre, circle.radius_m)))
    lat, lon = Value(circle.centre.lat), Value(circle.centre.lon)
    north = Radians(F("lat") - lat)
    east = Radians(F("lon") - lon) * Cos(Radians((F("lat") + lat) / 2.0))
    metres = Sqrt(Power(north, 2) + Power(east, 2), output_field=FloatField()) * EARTH_RADIUS_M
    near: QuerySet[Any] = found.alias(metres=metres).filter(metres__lte=circle.radius_m)
    return near
