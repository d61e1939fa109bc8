"""Reading: lists and boxes of ready JSON, one report, categories, the village of a position."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from typing import Final

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate
from ninja import Query

from sewaka.kernel import clock
from sewaka.kernel.errors import Invalid
from sewaka.kernel.geo import Position
from sewaka.kernel.rest import PROBLEMS
from sewaka.modules.reports.api.routes import router
from sewaka.modules.reports.api.schemas import (
    AlikeIn,
    CategoriesOut,
    CategoryOut,
    DuplicatesOut,
    Json,
    Lat,
    ListIn,
    Lon,
    ReportOut,
    ReportsOut,
    TerritoryOut,
)
from sewaka.modules.reports.effects import likeness, places
from sewaka.modules.reports.effects.likeness import Alike
from sewaka.modules.reports.models import Category, catalogue, published
from sewaka.modules.reports.models.labels import sentence
from sewaka.modules.reports.models.published import Filters
from sewaka.modules.reports.rules.boxes import read_box
from sewaka.modules.reports.rules.places import Method

_JSON: Final = "application/json"


@router.get("", response={200: ReportsOut, **PROBLEMS}, operation_id="reports_list")
def list_reports(request: HttpRequest, asked: Query[ListIn]) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Public reports, newest first; with `bbox` the newest of the last 90 days inside it."""
    if asked.bbox:
        return _ready(_of_box(asked.bbox, asked.as_filters(), limit=asked.limit))
    found = published.page(
        filters=asked.as_filters(), now=clock.now(), cursor=asked.cursor, size=asked.limit
    )
    return _ready(found.as_json())


@router.get("/categories", response={200: CategoriesOut, **PROBLEMS}, operation_id="categories")
def categories(request: HttpRequest) -> HttpResponse:
    """What a report can be about. Keep it, and ask again with its ETag."""
    offered = catalogue.offered(on=localdate(clock.now()))
    body = orjson.dumps({"items": [_category(one) for one in offered]})
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or _ready(body)
    response["ETag"] = etag
    return response


@router.get("/territory", response={200: TerritoryOut, **PROBLEMS}, operation_id="territory")
def territory(request: HttpRequest, lat: Lat, lon: Lon) -> Json:  # noqa: ARG001 - ninja's signature
    """The village of a position, and the nearest hamlet as a suggestion."""
    found = places.locate(Position(lat=lat, lon=lon))
    return {
        "is_inside": bool(found.village_code),
        "village": found.village_code,
        "village_name": catalogue.area_name(found.village_code),
        "hamlet": found.hamlet_code,
        "hamlet_name": catalogue.area_name(found.hamlet_code),
        "method": found.method.value if found.village_code else "outside",
        "is_approximate": found.method is Method.REFERENCE_POINT,
        "neighbour": found.neighbour,
        "outside": sentence(found.problem) if found.problem else "",
    }


@router.get("/duplicates", response={200: DuplicatesOut, **PROBLEMS}, operation_id="duplicates")
def duplicates(request: HttpRequest, asked: Query[AlikeIn]) -> Json:  # noqa: ARG001 - ninja's signature
    """Public reports that may be the same as one in the making: ask before it is sent."""
    found = likeness.of_words(
        category=asked.category,
        position=Position(lat=asked.lat, lon=asked.lon),
        text=asked.text,
        now=clock.now(),
    )
    return {"items": [_alike(one) for one in found]}


@router.get("/{number}", response={200: ReportOut, **PROBLEMS}, operation_id="reports_get")
def one_report(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """One public report. Absent and hidden give the same answer."""
    return _ready(published.one(number=number).encode())


def _category(one: Category) -> Json:
    shown = {name: getattr(one, name) for name in CategoryOut.model_fields if name != "code"}
    return {"code": one.service_code, **shown}


def _alike(one: Alike) -> Json:
    parts = {name: _rounded(value) for name, value in asdict(one.likeness).items()}
    return {**parts, "distance_m": round(one.distance_m, 1), "report": one.near.shown}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _of_box(text: str, filters: Filters, *, limit: int) -> bytes:
    box = read_box(text)
    if box is None:
        raise Invalid("reports.bbox", fields={"bbox": "reports.bbox"})
    found = published.in_box(box=box, filters=filters, now=clock.now(), limit=limit)
    return b'{"items":' + published.joined(found) + b',"next":""}'


def _ready(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type=_JSON)
