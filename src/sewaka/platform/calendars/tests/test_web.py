"""The calendar's pages, without JavaScript."""

from __future__ import annotations

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from sewaka.platform.calendars import api, reference
from sewaka.platform.calendars.models import Holiday, OpeningHours
from tests.cast import Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

DAY = {"day": "2026-11-25", "name": "Odalan contoh", "kind": "city", "closes_offices": "on"}


@pytest.fixture(autouse=True)
def _seed() -> None:
    Holiday.objects.all().delete()
    OpeningHours.objects.all().delete()
    reference.load()


def _page(player: Player, path: str) -> BeautifulSoup:
    return BeautifulSoup(player.client.get(path).content, "lxml")


def test_offices_read_the_year_and_only_editors_get_links(wayan: Player, admin: Player) -> None:
    for player, links in ((wayan, 0), (admin, 1)):
        page = _page(player, "/kerja/kalender?tahun=2026")
        rows = [row for row in page.select("main table tbody tr") if "Nyepi" in row.get_text()]
        assert len(rows) == 2  # the day and its joint leave
        assert len(rows[1].select("a")) == links
        assert (
            len(page.select("main table tbody tr"))
            == Holiday.objects.filter(day__year=2026).count()
        )


@pytest.mark.parametrize("asked", ["", "x", "0", "99999", "٢٠٢٦", "-2026"])
def test_senseless_years_fall_back_to_this_one(admin: Player, asked: str) -> None:
    answer = admin.client.get("/kerja/kalender", {"tahun": asked})

    assert answer.status_code == 200


def test_number_of_queries_does_not_grow_with_the_days(
    admin: Player, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = admin.client
    browser.get("/kerja/kalender")

    with django_assert_max_num_queries(12):
        browser.get("/kerja/kalender?tahun=2026")


def test_editor_adds_changes_and_removes_a_day(admin: Player) -> None:
    added = admin.client.post("/kerja/kalender/tambah", DAY)
    assert (added.status_code, added.headers["Location"]) == (302, "/kerja/kalender?tahun=2026")
    day = Holiday.objects.get(name="Odalan contoh")
    assert (day.day, day.changed_by_id) == (date(2026, 11, 25), admin.person.pk)
    assert api.work_calendar().is_working_day(day.day) is False

    form = _page(admin, f"/kerja/kalender/{day.pk}")
    assert [i["value"] for i in form.select("#id_name, #id_day")] == ["2026-11-25", "Odalan contoh"]

    changed = admin.client.post(
        f"/kerja/kalender/{day.pk}", {**DAY, "day": "2026-11-26", "closes_offices": ""}
    )
    assert changed.status_code == 302
    day.refresh_from_db()
    assert (day.day, day.closes_offices) == (date(2026, 11, 26), False)

    removed = admin.client.post(f"/kerja/kalender/{day.pk}/hapus")
    assert removed.status_code == 302
    assert Holiday.objects.filter(pk=day.pk).count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "kemarin"}, "day"),
        ({"day": "1999-12-31"}, "day"),
        ({"name": "  "}, "name"),
        ({"kind": "pasar"}, "kind"),
        ({"day": "2026-06-17", "name": "Hari Raya Galungan"}, "name"),
    ],
)
def test_mistakes_are_named_and_nothing_is_written(
    admin: Player, changes: dict[str, str], field: str
) -> None:
    browser = admin.client
    browser.get("/kerja/kalender")

    with nothing_written():
        answer = browser.post("/kerja/kalender/tambah", {**DAY, **changes})

    page = BeautifulSoup(answer.content, "lxml")
    assert answer.status_code == 422
    assert len(page.select("[role=alert] a")) == 1
    assert field in page.select("[role=alert] a")[0]["href"]


def test_hours_are_read_and_replaced(admin: Player) -> None:
    form = _page(admin, "/kerja/kalender/jam")
    monday = form.select_one("#id_day_1")
    assert monday is not None
    assert monday["value"] == "08:00-16:00"

    answer = admin.client.post(
        "/kerja/kalender/jam", {"day_1": "08:00-12:00, 13.00 - 16.00", "day_5": "07:30-11:00"}
    )

    assert answer.status_code == 302
    assert api.work_calendar().opening == {
        1: ((time(8), time(12)), (time(13), time(16))),
        5: ((time(7, 30), time(11)),),
    }


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"day_1": "pagi"},
        {"day_1": "08:00"},
        {"day_1": "25:00-26:00"},
        {"day_1": "16:00-08:00"},
        {"day_1": "08:00-12:00, 11:00-16:00"},
    ],
)
def test_impossible_hours_are_refused(admin: Player, form: dict[str, str]) -> None:
    browser = admin.client
    browser.get("/kerja/kalender")

    with nothing_written():
        answer = browser.post("/kerja/kalender/jam", form)

    assert answer.status_code == 422


def test_a_list_is_imported_and_bad_rows_are_shown(admin: Player) -> None:
    upload = SimpleUploadedFile(
        "libur.csv", b"day,kind,name\n2028-03-26,national,Nyepi\nbesok,city,Hari contoh\n"
    )

    answer = admin.client.post("/kerja/kalender/impor", {"list_file": upload})

    words = BeautifulSoup(answer.content, "lxml").get_text(" ", strip=True)
    assert answer.status_code == 200
    assert "1 ditambahkan, 0 diubah, 0 tetap." in words
    assert "Baris 3, Hari contoh:" in words
    assert Holiday.objects.get(day=date(2028, 3, 26)).name == "Nyepi"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0 no text", b"tanggal,nama\n", b"x" * (1024 * 1024 + 1)]
)
def test_files_that_are_no_list_are_refused(admin: Player, content: bytes) -> None:
    browser = admin.client
    browser.get("/kerja/kalender")

    with nothing_written():
        answer = browser.post(
            "/kerja/kalender/impor", {"list_file": SimpleUploadedFile("x.csv", content)}
        )

    assert answer.status_code == 422


def test_others_do_not_find_the_forms(made: Player, wayan: Player) -> None:
    for player in (made, wayan):
        browser = player.client
        with nothing_written():
            answer = browser.post("/kerja/kalender/tambah", DAY)
        assert answer.status_code == 404
    assert made.client.get("/kerja/kalender").status_code == 404
