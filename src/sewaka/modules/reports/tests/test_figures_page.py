"""The board of the figures: the same for the mayor and everybody, but for small private counts."""

from __future__ import annotations

import csv
import io
from random import Random
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from sewaka.kernel import remembered
from sewaka.modules.reports.demo import seeding
from sewaka.modules.reports.effects import recounting
from sewaka.modules.reports.models import PublicReport
from sewaka.modules.reports.rules.draft import Identity, ReportKind
from sewaka.modules.reports.rules.figures import grid
from sewaka.modules.reports.tests.test_figures_recount import CATEGORIES, live
from sewaka.platform.cases.models import Case
from tests.cast import NOW, SESETAN, Player, banjars

pytestmark = pytest.mark.django_db
PAGE = "/dasbor/laporan"
TABLES = ("outcome", "age", "day", "hour", "agency", "category", "area", "channel")


@pytest.fixture(scope="module", autouse=True)
def _lived(kept_database: None) -> None:
    """Forty reports of the last month, seven of them private, with their past."""
    remembered.forget_all()
    dice = Random(11)  # noqa: S311 - a test
    told = []
    with time_machine.travel(NOW, tick=True):
        banjars()
        for number in range(40):
            identity = Identity.CONFIDENTIAL if number < 7 else Identity.NAMED
            seed = (dice.getrandbits(32), CATEGORIES[number % 4], identity, ReportKind.COMPLAINT)
            told.append(live((*seed, dice.randrange(1, 600)), number))
        seeding._write(told)
        recounting.recount_everything()


def rows(client: Client, table: str, query: str = "") -> list[dict[str, Any]]:
    """A table of the page as JSON."""
    answer = client.get(f"{PAGE}/{table}.json?{query}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


@pytest.mark.parametrize("query", ["", "hari=7", f"wilayah={SESETAN}", "kategori=201&hari=90"])
def test_the_mayor_reads_the_same_figures(client: Client, mayor: Player, query: str) -> None:
    for table in TABLES:
        if table == "day" and "hari=90" in query:
            continue
        for public, inside in zip(
            rows(client, table, query), rows(mayor.client, table, query), strict=True
        ):
            small = (public.pop("private", None), inside.pop("private", None))
            assert public == inside
            assert small[0] in (None, "<5", small[1])


def test_small_private_counts_are_the_mayor_s_alone(client: Client, mayor: Player) -> None:
    seen, known = rows(client, "category"), rows(mayor.client, "category")
    assert {row["key"]: row["private"] for row in known} == {
        "101": 2, "201": 2, "106": 2, "401": 1,
    }  # fmt: skip
    assert {row["private"] for row in seen} == {"<5"}
    page = client.get(PAGE).content.decode()
    assert "7" in BeautifulSoup(page, "lxml").get_text()
    assert "private" not in rows(client, "category", "kategori=201")[0]


def test_the_mayor_reads_which_offices_are_late(client: Client, mayor: Player) -> None:
    Case.objects.filter(closed_at=None).update(due_at="2026-01-02T00:00:00Z")
    assert "Kantor yang terlambat sekarang" in mayor.client.get(PAGE).content.decode()
    assert "Kantor yang terlambat sekarang" not in client.get(PAGE).content.decode()


def test_page_and_files_say_the_same(client: Client) -> None:
    page = BeautifulSoup(client.get(PAGE).content, "lxml")
    names = {
        head.get_text(strip=True)
        for table in page.select(".table-wrap")
        for head in table.select("tbody th")
    }
    body = client.get(f"{PAGE}/agency.csv").content.decode()
    written = list(csv.DictReader(io.StringIO(body)))
    assert {row["name"] for row in written} <= names
    plain = [{k: v for k, v in row.items() if k != "url"} for row in rows(client, "agency")]
    assert [row["key"] for row in written] == [row["key"] for row in plain]
    assert [row["received"] for row in written] == [str(row["received"]) for row in plain]


def test_tables_add_up_to_the_tiles(client: Client) -> None:
    for table in ("category", "area", "channel"):
        assert sum(row["received"] for row in rows(client, table)) == 33
    assert sum(row["received"] for row in rows(client, "day")) == 33
    assert sum(row["count"] for row in rows(client, "hour")) == 33
    is_open = sum(row["open"] for row in rows(client, "age"))
    assert is_open == sum(row["open"] for row in rows(client, "agency"))
    assert (
        is_open == Case.objects.filter(closed_at=None, report__visibility_wanted="public").count()
    )


def test_weeks_stand_for_longer_periods(client: Client) -> None:
    found = rows(client, "week", "hari=90")
    assert len(found) in (13, 14)
    assert sum(row["received"] for row in found) == 33
    assert client.get(f"{PAGE}/day.json?hari=90").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["hari=abc", "hari=-1", "wilayah=99", "kategori=%00", "dinas=' OR 1=1", "wilayah=51.71.01"],
)
def test_odd_choices_show_everything(client: Client, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 200
    assert client.get(f"{PAGE}/peta?{query}").status_code == 200


def test_squares_are_shown_from_three_reports_on(client: Client) -> None:
    found = list(PublicReport.objects.order_by("requested_at"))
    near, lonely = found[:3], found[3:5]
    centre, other = grid.Square(40, 20).centre, grid.Square(10, 10).centre
    PublicReport.objects.update(lat=None, lon=None)
    for row in near:
        PublicReport.objects.filter(pk=row.pk).update(lat=centre.lat, lon=centre.lon)
    for row in lonely:
        PublicReport.objects.filter(pk=row.pk).update(lat=other.lat, lon=other.lon)
    squares = rows(client, "heat")
    assert [(row["key"], row["reports"]) for row in squares] == [("40.20", 3)]
    (feature,) = client.get(f"{PAGE}/petak.json").json()["features"]
    assert feature["geometry"]["coordinates"] == [centre.lon, centre.lat]
    assert feature["properties"]["count"] == 3


def test_a_desk_finds_its_own_figures(agus: Player, kadek: Player, client: Client) -> None:
    own = reverse("reports:own_figures")
    assert agus.client.get(own)["Location"] == f"{PAGE}?dinas=dlhk"
    assert kadek.client.get(own)["Location"] == f"{PAGE}?wilayah={SESETAN}"
    assert client.get(own)["Location"] == PAGE


def test_menus_lead_there(mayor: Player, agus: Player) -> None:
    for player, name in ((mayor, "reports:figures"), (agus, "reports:own_figures")):
        page = BeautifulSoup(player.client.get("/kerja/kotak-masuk").content, "lxml")
        assert page.select(f'.rail a[href="{reverse(name)}"]') != []
