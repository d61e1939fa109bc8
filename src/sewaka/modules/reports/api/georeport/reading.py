"""Requests: lists and one of them, in the standard's form, extended, as GeoJSON and as RSS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext

from sewaka.kernel import clock
from sewaka.modules.reports.api.georeport.answers import answer, joined, sent
from sewaka.modules.reports.api.georeport.asked import is_extended, wanted_rows
from sewaka.modules.reports.api.georeport.gate import language_of, spoken
from sewaka.modules.reports.effects.service_requests import (
    USUAL_LANGUAGE,
    extended,
    standard,
    when,
)
from sewaka.modules.reports.models import requested
from sewaka.modules.reports.models.requested import Found, Place, Wanted
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.georeport.writing import Value
from sewaka.platform.cases import api as cases

ROOT = "service_requests"
_MOST_NOTES = 20_000
Shown = Mapping[str, Any]


def request_list(request: HttpRequest, place: Place, suffix: str) -> HttpResponse:
    """The requests that the parameters mean, newest first."""
    wanted = wanted_rows(request, now=clock.now())
    if not is_extended(request) and language_of(request) == USUAL_LANGUAGE:
        found = requested.find(place=place, wanted=wanted, column=f"geo_{suffix}")
        response = joined(suffix=suffix, root=ROOT, fragments=found.rows)
    else:
        found = requested.find(place=place, wanted=wanted, column="fragment")
        value = _values(request, [orjson.loads(one) for one in found.rows])
        response = answer(suffix=suffix, root=ROOT, value=value)
    return _linked(request, response, wanted=wanted, found=found)


@spoken("GET")
def one_request(request: HttpRequest, place: Place, number: str, suffix: str) -> HttpResponse:
    """One request, as an array of one."""
    if not is_extended(request) and language_of(request) == USUAL_LANGUAGE:
        column = f"geo_{suffix}"
        fragment = requested.one(place=place, number=number, column=column)
        return joined(suffix=suffix, root=ROOT, fragments=[fragment])
    shown = orjson.loads(requested.one(place=place, number=number, column="fragment"))
    return answer(suffix=suffix, root=ROOT, value=_values(request, [shown]))


@spoken("GET")
def geojson(request: HttpRequest, place: Place) -> HttpResponse:
    """The same rows as points on a map; requests without a position have no geometry."""
    wanted = wanted_rows(request, now=clock.now())
    found = requested.find(place=place, wanted=wanted, column="fragment")
    features = [_feature(one) for one in _values(request, map(orjson.loads, found.rows))]
    body = orjson.dumps({"type": "FeatureCollection", "features": features})
    return _linked(request, sent(body, suffix="geojson"), wanted=wanted, found=found)


@spoken("GET")
def rss(request: HttpRequest, place: Place) -> HttpResponse:
    """The same rows for a feed reader; links lead to the city's own page of the report."""
    wanted = wanted_rows(request, now=clock.now())
    found = requested.find(place=place, wanted=wanted, column="fragment")
    feed = Rss201rev2Feed(
        title=gettext("Citizen reports"),
        link=request.build_absolute_uri(reverse("reports:list")),
        description=gettext("What is broken, dirty or wrong in the city, and what becomes of it."),
        language=language_of(request),
        feed_url=request.build_absolute_uri(),
    )
    for shown in map(orjson.loads, found.rows):
        _add_item(feed, request, shown)
    return _linked(
        request, sent(feed.writeString("utf-8").encode(), suffix="rss"), wanted=wanted, found=found
    )


def _values(request: HttpRequest, rows: Any) -> list[dict[str, Value]]:
    """The rows in the asked language, with the extensions where they are asked for."""
    language, shown = language_of(request), list(rows)
    if not is_extended(request):
        return [standard(one, language=language) for one in shown]
    notes = _notes([one["number"] for one in shown])
    now = clock.now()
    return [
        extended(one, now=now, language=language, notes=notes.get(one["number"], ()))
        for one in shown
    ]


def _notes(numbers: Sequence[str]) -> dict[str, list[Value]]:
    """The public timeline of each of the requests."""
    found: dict[str, list[Value]] = {}
    if not numbers:
        return found
    for line in cases.public_lines(module="reports", numbers=numbers, limit=_MOST_NOTES):
        found.setdefault(line.number, []).append(
            {
                "datetime": when(line.at),
                "summary": line.what,
                "description": line.text,
                "type": _kind(line),
            }
        )
    return found


def _kind(line: cases.PublicLine) -> str:
    """The words of the extension for what a line tells."""
    if line.kind == "opened":
        return "submitted"
    if line.to_state == states.REOPENED:
        return "opened"
    if line.to_state and not states.is_open(line.to_state):
        return "closed"
    return "activity"


def _feature(value: Mapping[str, Value]) -> Mapping[str, Any]:
    lat, long = value["lat"], value["long"]
    point = {"type": "Point", "coordinates": [long, lat]} if lat is not None else None
    return {
        "type": "Feature",
        "id": value["service_request_id"],
        "geometry": point,
        "properties": {name: one for name, one in value.items() if name not in ("lat", "long")},
    }


def _add_item(feed: Rss201rev2Feed, request: HttpRequest, shown: Shown) -> None:
    value = standard(shown, language=language_of(request))
    page = request.build_absolute_uri(reverse("reports:report", args=[shown["number"]]))
    feed.add_item(
        title=f"{value['service_name']}: {value['address']}",
        link=page,
        description=str(value["description"] or ""),
        unique_id=shown["number"],
        unique_id_is_permalink=False,
        pubdate=datetime.fromisoformat(shown["requested_at"]),
        updateddate=datetime.fromisoformat(shown["updated_at"]),
        categories=[str(value["service_name"]), str(value["status"])],
    )


def _linked(
    request: HttpRequest, response: HttpResponse, *, wanted: Wanted, found: Found
) -> HttpResponse:
    """With the addresses of the neighbouring pages (RFC 8288), where pages are asked for."""
    if wanted.page is None:
        return response
    links = []
    for relation, number, is_there in (
        ("prev", wanted.page.number - 1, wanted.page.number > 1),
        ("next", wanted.page.number + 1, found.has_more),
    ):
        if is_there:
            query = request.GET.copy()
            query["page"] = str(number)
            address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
            links.append(f'<{address}>; rel="{relation}"')
    if links:
        response["Link"] = ", ".join(links)
        response["Access-Control-Expose-Headers"] = "Link"
    return response
