"""What each reader sees, and how many queries a page costs at one row and at fifty."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.errors import Invalid, NotFound
from sewaka.modules.reports import queries
from sewaka.modules.reports.demo import seeding
from sewaka.modules.reports.models import published
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, Way
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(settings: LazySettings, rubbish: Way, wayan: Player) -> Way:
    """A public report, in a process that remembers the map and the calendar."""
    settings.MEMORY_RECHECK_S = 60
    rubbish.do("verify", wayan.actor)
    return rubbish


@pytest.mark.usefixtures("released")
def test_a_page_costs_the_same_at_one_row_and_at_fifty(
    client: Client,
    settings: LazySettings,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get("/laporan")
    with django_assert_max_num_queries(12) as one:
        client.get("/laporan")
    settings.DEMO_REPORTS = 100
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


def test_an_empty_city_has_no_figures_and_no_errors(client: Client) -> None:
    page = client.get("/dasbor/laporan")
    assert page.status_code == 200
    assert client.get("/dasbor/laporan/category.json").json()["rows"] == []
    assert client.get("/dasbor/laporan/peta").status_code == 200
