"""What each reader sees, and how many queries a page costs at one row and at fifty."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.errors import Invalid, NotFound
from sewaka.kernel.geo import Box
from sewaka.modules.reports import queries
from sewaka.modules.reports.demo import seeding
from sewaka.modules.reports.exporters import feeds, figures
from sewaka.modules.reports.models import PublicReport, Report, published
from sewaka.modules.reports.models.published import Filters
from sewaka.modules.reports.rules.boxes import CITY
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, Way
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


@pytest.fixture
def hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred reports of the demo city."""
    monkeypatch.setattr(seeding, "COUNT", 100)
    seeding.seed(now=NOW)


@pytest.fixture
def released(settings: LazySettings, rubbish: Way, wayan: Player) -> Way:
    """A public report, in a process that remembers the map and the calendar."""
    settings.MEMORY_RECHECK_S = 60
    rubbish.do("verify", wayan.actor)
    return rubbish


@pytest.mark.usefixtures("released")
def test_a_page_costs_the_same_at_one_row_and_at_fifty(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get("/laporan")
    with django_assert_max_num_queries(12) as one:
        client.get("/laporan")
    monkeypatch.setattr(seeding, "COUNT", 100)
    seeding.seed(now=NOW)
    with django_assert_max_num_queries(12) as fifty:
        client.get("/laporan")
    assert len(fifty) == len(one)


def test_a_tracking_page_stays_within_twelve_queries(
    client: Client, released: Way, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(f"/l/{released.sent.number}")
    with django_assert_max_num_queries(12):
        client.get(f"/l/{released.sent.number}")


def test_the_author_with_the_link_reads_what_they_wrote(rubbish: Way, wayan: Player) -> None:
    sent = rubbish.sent
    actor = queries.author(number=sent.number, secret=sent.secret, actor=ANONYMOUS)
    assert queries.tracked(actor=actor, number=sent.number).text.endswith("0812 3456 7890")
    rubbish.do("verify", wayan.actor)
    assert queries.tracked(actor=ANONYMOUS, number=sent.number).text.endswith("▇▇")


@pytest.mark.parametrize(
    "secret", ["", "x", "A" * 22, "\ud83d".encode("utf-8", "replace").decode()]
)
def test_a_wrong_secret_is_nobodys(rubbish: Way, secret: str) -> None:
    with pytest.raises(NotFound):
        queries.author(number=rubbish.sent.number, secret=secret, actor=ANONYMOUS)


def test_the_link_of_one_report_opens_no_other(rubbish: Way) -> None:
    other = Actor(via="link", link_case_id=MODERATOR_DESK.person_id)
    with pytest.raises(NotFound):
        queries.tracked(actor=other, number=rubbish.sent.number)


def test_both_ways_through_a_box_find_the_same(hundred: None) -> None:
    everything = {
        row.number: row for row in PublicReport.objects.exclude(lat=None).order_by("number")
    }
    centre = next(iter(everything.values()))
    lat, lon = float(centre.lat or 0), float(centre.lon or 0)
    for half in (0.002, 0.006, 0.012, 0.05):
        box = Box(lat - half, lon - half, lat + half, lon + half)
        found = published.in_box(box=box, filters=Filters(since=NOW - timedelta(days=400)), now=NOW)
        expected = [
            row
            for row in everything.values()
            if box.south <= (row.lat or 0) <= box.north and box.west <= (row.lon or 0) <= box.east
        ]
        assert len(found) == len(expected)
    recent = published.in_box(box=CITY, filters=Filters(), now=NOW)
    assert len(recent) == sum(
        row.requested_at > NOW - published.BOX_DAYS for row in everything.values()
    )


def test_the_feed_gives_every_row_once_in_order_of_change(hundred: None) -> None:
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


@pytest.mark.parametrize(
    "query",
    [
        "wilayah=%00",
        "kategori=%00%27",
        "dari=31-12-2026&sampai=besok",
        "status=semua",
        "tampil=peta&wilayah=" + "9" * 500,
    ],
)
def test_odd_filters_find_nothing_and_break_nothing(client: Client, query: str) -> None:
    for path in ("/laporan", "/laporan/unduh.json", "/laporan/unduh.csv", "/laporan/titik.json"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_a_broken_page_mark_is_said(client: Client) -> None:
    assert client.get("/laporan?setelah=abc").status_code == 422


@pytest.mark.parametrize("cursor", ["x", "????", "bmFu", "MWU5OTk5fGFi"])
def test_a_broken_cursor_is_named(cursor: str) -> None:
    with pytest.raises(Invalid):
        published.read_cursor(cursor)


def test_figures_count_what_the_rows_say(hundred: None) -> None:
    (table,) = figures.by_category(now=NOW, days=400).tables
    received = sum(int(row.cells[3] or 0) for row in table.rows)
    assert received == Report.objects.exclude(case__visibility="secret").count()
    word = {kpi.code: kpi.value for kpi in figures.settled(now=NOW, days=400).kpis}
    states = list(PublicReport.objects.values_list("state", flat=True))
    assert int(word["confirmed"] or 0) >= states.count("confirmed")


@pytest.mark.usefixtures("hundred")
def test_citizens_pages_are_small(client: Client) -> None:
    number = PublicReport.objects.order_by("-requested_at").values_list("number", flat=True)[0]
    paths = ("/lapor/foto", "/lapor/lokasi", "/lapor/isi", "/lapor/periksa", f"/l/{number}")
    sizes = {path: len(gzip.compress(client.get(path).content)) for path in (*paths, "/laporan")}
    assert {path: size for path, size in sizes.items() if size > 14 * 1024} == {}
