"""Lists of holidays as cities write them."""

from __future__ import annotations

from datetime import date

import pytest

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import Forbidden
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.calendars import actions, almanac, api
from sewaka.platform.calendars.actions import ImportReport
from sewaka.platform.calendars.importing import BadHolidayFile
from sewaka.platform.calendars.models import Holiday
from tests.cast import NOW
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

HEADING = "day,kind,name,name_en,closes_offices,verified,source\n"


@pytest.fixture(autouse=True)
def _no_holidays() -> None:
    Holiday.objects.all().delete()
    almanac.changed()


def _import(rows: str, *, heading: str = HEADING) -> ImportReport:
    return actions.import_holidays(text=heading + rows, actor=SYSTEM, now=NOW)


def test_rows_become_holidays() -> None:
    report = _import(
        "2028-03-26,national,Hari Suci Nyepi,Nyepi,1,1,SKB contoh\n"
        "2028-03-27,city,Hari contoh,,0,,\n"
    )

    assert (report.added, report.refused) == (("Hari Suci Nyepi", "Hari contoh"), ())
    nyepi, other = Holiday.objects.all()
    assert (nyepi.day, nyepi.name_en, nyepi.is_verified, nyepi.source) == (
        date(2028, 3, 26),
        "Nyepi",
        True,
        "SKB contoh",
    )
    assert (other.closes_offices, other.is_verified) == (False, False)
    assert api.work_calendar().is_working_day(date(2028, 3, 27)) is True


def test_second_import_changes_nothing() -> None:
    rows = "2028-03-26,national,Hari Suci Nyepi,Nyepi,1,1,SKB contoh\n"
    _import(rows)
    events = EventRow.objects.count()

    report = _import(rows)

    assert (report.added, report.changed, report.unchanged) == ((), (), ("Hari Suci Nyepi",))
    assert EventRow.objects.count() == events


def test_known_day_is_changed() -> None:
    _import("2028-03-26,national,Hari Suci Nyepi,,1,0,\n")

    report = _import("2028-03-26,national,Hari Suci Nyepi,,1,1,SKB contoh\n")

    assert report.changed == ("Hari Suci Nyepi",)
    assert Holiday.objects.get().is_verified is True


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("day;kind;name\n", "26/03/2028;national;Hari Suci Nyepi\n"),
        ("\ufeffname,kind,day\r\n", "Hari Suci Nyepi,national,26.3.2028\r\n"),
        (" Day , KIND ,Name,closes_offices\n", "2028-03-26,NATIONAL,Hari Suci Nyepi,ya\n"),
    ],
)
def test_lists_as_offices_write_them(heading: str, row: str) -> None:
    report = _import(row, heading=heading)

    assert (report.added, report.refused) == (("Hari Suci Nyepi",), ())
    assert Holiday.objects.get().day == date(2028, 3, 26)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("besok,national,Nyepi,,,,", "not_a_date"),
        ("2028-02-30,national,Nyepi,,,,", "not_a_date"),
        ("31/02/2028,national,Nyepi,,,,", "not_a_date"),
        (",national,Nyepi,,,,", "not_a_date"),
        ("1999-12-31,national,Nyepi,,,,", "out_of_range"),
        ("2028-03-26,pasar,Nyepi,,,,", "not_a_choice"),
        ("2028-03-26,national,,,,,", "required"),
        (f"2028-03-26,national,{'x' * 121},,,,", "too_long"),
        ("2028-03-26,national,Nyepi,,mungkin,,", "not_a_flag"),
    ],
)
def test_bad_rows_are_named_and_good_ones_kept(row: str, problem: str) -> None:
    report = _import(f"{row}\n2028-03-27,city,Hari contoh,,,,\n")

    assert [(line, code) for line, _, code in report.refused] == [(2, problem)]
    assert report.added == ("Hari contoh",)


def test_table_without_its_columns_is_refused_whole() -> None:
    with nothing_written(), pytest.raises(BadHolidayFile) as refusal:
        _import("2028-03-26,Nyepi\n", heading="tanggal,nama\n")

    assert refusal.value.code == "calendars.columns_missing"


def test_only_editors_import() -> None:
    with nothing_written(), pytest.raises(Forbidden):
        actions.import_holidays(text=HEADING, actor=ANONYMOUS, now=NOW)
