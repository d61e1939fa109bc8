"""A year of reports, made once: lists, boxes, feeds, figures and Open311 over many rows."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from sewaka.kernel import remembered
from sewaka.kernel.geo import Box, Position, distance_m
from sewaka.modules.reports.demo import seeding
from sewaka.modules.reports.exporters import feeds, figures
from sewaka.modules.reports.models import PublicReport, Report, published, requested
from sewaka.modules.reports.models.published import Filters
from sewaka.modules.reports.models.requested import Wanted
from sewaka.modules.reports.rules.boxes import CITY
from sewaka.modules.reports.rules.georeport.asking import Page
from sewaka.modules.reports.tests.test_georeport_reading import V2, get, rows
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _year(kept_database: None) -> None:
    """A hundred reports of the demo city over twelve months."""
    remembered.forget_all()
    with override_settings(DEMO_REPORTS=100), time_machine.travel(NOW, tick=True):
        seeding.seed(now=NOW)


@pytest.fixture
def many(db: None) -> int:
    """How many of them are public."""
    return PublicReport.objects.count()


def test_both_ways_through_a_box_find_the_same() -> None:
    everything = {
        row.number: row for row in PublicReport.objects.exclude(lat=None).order_by("number")
    }
    centre = next(iter(everything.values()))
    lat, lon = float(centre.lat or 0), float(centre.lon or 0)
    for half in (0.002, 0.006, 0.012, 0.05):
        box = Box(lat - half, lon - half, lat + half, lon + half)
        found = published.in_box(box=box, filters=Filters(since=NOW - timedelta(days=400)), now=NOW)
        inside = [
            row
            for row in everything.values()
            if box.south <= (row.lat or 0) <= box.north and box.west <= (row.lon or 0) <= box.east
        ]
        inside.sort(key=lambda row: (row.requested_at, row.pk), reverse=True)
        assert list(found) == [row.fragment for row in inside]
        page = Wanted(box=box, page=Page(number=2, size=3))
        asked = requested.find(place=requested.Place.CITY, wanted=page, column="geo_json")
        assert list(asked.rows) == [row.geo_json for row in inside[3:6]]
        assert asked.has_more == (len(inside) > 6)
    recent = published.in_box(box=CITY, filters=Filters(), now=NOW)
    assert len(recent) == sum(
        row.requested_at > NOW - published.BOX_DAYS for row in everything.values()
    )


def test_the_feed_gives_every_row_once_in_order_of_change() -> None:
    numbers: list[str] = []
    cursor = ""
    while True:
        page = feeds.public_reports(cursor=cursor, limit=9)
        numbers += [row["number"] for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    expected = PublicReport.objects.order_by("updated_at", "case_id")
    assert numbers == list(expected.values_list("number", flat=True))


def test_figures_count_what_the_rows_say() -> None:
    (table,) = figures.by_category(now=NOW, days=400).tables
    received = sum(int(row.cells[3] or 0) for row in table.rows)
    assert received == Report.objects.exclude(case__visibility="secret").count()
    word = {kpi.code: kpi.value for kpi in figures.settled(now=NOW, days=400).kpis}
    states = list(PublicReport.objects.values_list("state", flat=True))
    assert int(word["confirmed"] or 0) >= states.count("confirmed")


def test_citizens_pages_are_small(client: Client) -> None:
    number = PublicReport.objects.order_by("-requested_at").values_list("number", flat=True)[0]
    paths = ("/lapor/foto", "/lapor/lokasi", "/lapor/isi", "/lapor/periksa", f"/l/{number}")
    sizes = {path: len(gzip.compress(client.get(path).content)) for path in (*paths, "/laporan")}
    assert {path: size for path, size in sizes.items() if size > 14 * 1024} == {}


def test_without_dates_the_last_ninety_days_newest_first(client: Client, many: int) -> None:
    found = rows(client)
    dates = [row["requested_datetime"] for row in found]
    since = NOW - timedelta(days=90)
    assert dates == sorted(dates, reverse=True)
    assert 0 < len(found) == PublicReport.objects.filter(requested_at__gte=since).count() < many


def test_shown_and_sorted_updates_agree(client: Client, many: int) -> None:
    found = rows(client, order_by="-updated_datetime", page_size="500")
    shown = [row["updated_datetime"] for row in found]
    assert shown == sorted(shown, reverse=True)
    assert rows(client, order_by="updated_datetime", page_size="500") == found[::-1]
    closed = {row["service_request_id"] for row in found if row["status"] == "closed"}
    kept = PublicReport.objects.filter(number__in=closed).select_related("case")
    by_number = {row["service_request_id"]: row["updated_datetime"] for row in found}
    for row in kept:
        assert row.case.closed_at is not None
        shown_at = datetime.fromisoformat(by_number[row.number])
        assert shown_at == row.case.closed_at.replace(microsecond=0)


def test_pages_follow_one_another(client: Client, many: int) -> None:
    whole = rows(client)
    seen: list[dict[str, Any]] = []
    address = f"{V2}/requests.json?page=1&page_size=7"
    while address:
        answer = client.get(address)
        seen += answer.json()
        links = {
            part.partition("; rel=")[2].strip('"'): part.partition(";")[0].strip("<>")
            for part in answer.headers.get("Link", "").split(", ")
        }
        address = links.get("next", "")
        if "prev" in links:
            assert f"page={len(seen) // 7 - (len(answer.json()) == 7)}" in links["prev"]
    assert seen == whole
    assert len(rows(client, page="1")) == min(100, len(whole))


@pytest.mark.parametrize(
    "bbox", ["115.21,-8.70,115.22,-8.69", "115.17,-8.76,115.28,-8.59"], ids=["street", "city"]
)
def test_a_box_finds_what_lies_in_it(client: Client, many: int, bbox: str) -> None:
    west, south, east, north = map(float, bbox.split(","))
    expected = [
        row["service_request_id"]
        for row in rows(client)
        if row["lat"] is not None and south <= row["lat"] <= north and west <= row["long"] <= east
    ]
    assert [row["service_request_id"] for row in rows(client, bbox=bbox)] == expected


def test_a_radius_finds_what_is_near(client: Client, many: int) -> None:
    placed = [row for row in rows(client) if row["lat"] is not None]
    centre = Position(lat=placed[0]["lat"], lon=placed[0]["long"])
    near = [
        row
        for row in placed
        if distance_m(centre, Position(lat=row["lat"], lon=row["long"])) <= 4000
    ]
    asked = {"lat": str(centre.lat), "long": str(centre.lon), "radius": "4000"}
    assert rows(client, **asked) == near
    assert get(client, "requests.json", lat="-8.7").status_code == 400
    assert get(client, "requests.json", **{**asked, "radius": "5001"}).status_code == 400


def test_at_most_a_thousand_rows(
    client: Client, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert requested.MAX_ROWS == 1000
    monkeypatch.setattr(requested, "MAX_ROWS", 3)
    assert len(rows(client)) == 3
