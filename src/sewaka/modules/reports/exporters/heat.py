"""Where public reports gather: fixed squares of 250 m from three reports on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, IntegerField, Max, Q
from django.db.models.functions import Cast, Floor
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy, ngettext

from sewaka.kernel.figures import Column, Row, Table
from sewaka.modules.reports.models import PublicReport, catalogue
from sewaka.modules.reports.models.counted import Choice
from sewaka.modules.reports.rules.boxes import CITY
from sewaka.modules.reports.rules.figures.grid import AT_LEAST, LAT_STEP, LON_STEP, Square

MOST = 200  # squares on one page, the fullest first


def squares(*, choice: Choice) -> Iterator[tuple[Square, int, str]]:
    """The fullest squares: square, public reports of the period, a village in it. One query."""
    rows = PublicReport.objects.filter(
        requested_at__gte=_midnight(choice.since), requested_at__lt=_midnight(choice.until)
    ).exclude(lat=None)
    if choice.area:
        below = Q(village_code__startswith=f"{choice.area}.")
        rows = rows.filter(Q(village_code=choice.area) | below)
    if choice.category:
        rows = rows.filter(service_code=choice.category)
    if choice.agency:
        rows = rows.filter(agency_code=choice.agency)
    placed = rows.annotate(
        row=Cast(Floor((F("lat") - CITY.south) / LAT_STEP), IntegerField()),
        column=Cast(Floor((F("lon") - CITY.west) / LON_STEP), IntegerField()),
    )
    counted = (
        placed.order_by()
        .values("row", "column")
        .annotate(count=Count("pk"), village=Max("village_code"))
    )
    full = counted.filter(count__gte=AT_LEAST)
    for one in full.order_by("-count", "row", "column")[:MOST]:
        yield Square(one["row"], one["column"]), one["count"], one["village"]


def table(*, choice: Choice) -> Table:
    """The squares as a table, the fullest first."""
    columns = (
        Column("village", gettext_lazy("In or near"), is_number=False),
        Column("reports", gettext_lazy("Reports")),
        Column("lat", gettext_lazy("Latitude")),
        Column("lon", gettext_lazy("Longitude")),
    )
    rows = tuple(
        Row(
            key=square.code,
            cells=(catalogue.area_name(village), count, square.centre.lat, square.centre.lon),
            url=f"{reverse('reports:list')}?wilayah={village}" if village else "",
        )
        for square, count, village in squares(choice=choice)
    )
    return Table(
        "heat", gettext_lazy("Squares of 250 m with at least three reports"), columns, rows
    )


def as_geojson(*, choice: Choice) -> dict[str, Any]:
    """The centres of the squares as points, in the shape that the map panel reads."""
    return {
        "type": "FeatureCollection",
        "features": [
            _feature(square, count, village) for square, count, village in squares(choice=choice)
        ],
    }


def _feature(square: Square, count: int, village: str) -> dict[str, Any]:
    where = catalogue.area_name(village)
    said = ngettext("%(n)d report", "%(n)d reports", count) % {"n": count}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [square.centre.lon, square.centre.lat]},
        "properties": {
            "title": f"{said}, {where}" if where else said,
            "url": f"{reverse('reports:list')}?wilayah={village}",
            "group": "OPEN",
            "count": count,
        },
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=get_default_timezone())
