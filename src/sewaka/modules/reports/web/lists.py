"""The public list and its map twin: the address is the view, and CSV and JSON answer the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.text import spreadsheet_safe
from sewaka.modules.reports.models import published as public
from sewaka.modules.reports.rules.boxes import CITY, read_box
from sewaka.modules.reports.web import list_page

_COLUMNS = (
    "number", "status", "state", "category", "category_name", "title", "description", "village",
    "village_name", "agency", "agency_name", "lat", "lon", "requested_at", "updated_at",
    "expected_at", "closed_at",
)  # fmt: skip
_MOST_ROWS = 10_000


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All public reports, newest first, or the same on a map."""
    asked = list_page.read(request)
    found = public.page(filters=asked.filters, now=clock.now(), cursor=asked.cursor)
    return render(request, "reports/list.html", list_page.context(asked, found, now=clock.now()))


@require_safe
def download_json(request: HttpRequest) -> HttpResponse:
    """The page of the list as JSON."""
    asked = list_page.read(request)
    found = public.page(
        filters=asked.filters, now=clock.now(), cursor=asked.cursor, size=public.MAX_PAGE
    )
    return HttpResponse(found.as_json(), content_type="application/json")


@require_safe
def download_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole query as CSV, at most 10,000 rows, for any spreadsheet."""
    asked = list_page.read(request)
    response = StreamingHttpResponse(_csv_lines(asked), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="laporan.csv"'
    return response


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The newest reports of a box as GeoJSON points, for the map."""
    asked = list_page.read(request)
    box = read_box(request.GET.get("bbox", "")) or CITY
    found = public.in_box(box=box, filters=asked.filters, now=clock.now())
    document = {"type": "FeatureCollection", "features": [list_page.feature(one) for one in found]}
    return HttpResponse(orjson.dumps(document), content_type="application/geo+json")


def _csv_lines(asked: list_page.Asked) -> Iterator[str]:
    yield _csv_line(_COLUMNS)
    cursor, left = asked.cursor, _MOST_ROWS
    while left > 0:
        found = public.page(
            filters=asked.filters, now=clock.now(), cursor=cursor, size=public.MAX_PAGE
        )
        for fragment in found.fragments:
            row = orjson.loads(fragment)
            yield _csv_line(tuple(_cell(row.get(name)) for name in _COLUMNS))
        left -= len(found.fragments)
        cursor = found.next_cursor
        if not cursor:
            return


def _cell(value: object) -> str:
    """Numbers as they are (a latitude begins with a minus), texts made safe for spreadsheets."""
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else spreadsheet_safe(str(value))


def _csv_line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
