"""Working time from stored hours and holidays; changing them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held
from sewaka.kernel.calendar import Budget, Unit, due_at
from sewaka.kernel.errors import Forbidden, Invalid, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.calendars import actions, api, reference
from sewaka.platform.calendars.importing import HolidayDraft
from sewaka.platform.calendars.models import Holiday, HolidayKind, OpeningHours
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

WITA = ZoneInfo("Asia/Makassar")
ODALAN = HolidayDraft(day=date(2026, 11, 25), name="Odalan contoh", kind=HolidayKind.CITY)


@pytest.fixture(autouse=True)
def _seed() -> None:
    Holiday.objects.all().delete()
    OpeningHours.objects.all().delete()
    reference.load()


# --- seed -----------------------------------------------------------------------


def test_seed_has_the_days_of_the_brief() -> None:
    closed = api.work_calendar().holidays

    assert date(2026, 3, 19) in closed  # Nyepi
    assert {date(2026, 6, 16), date(2026, 6, 17), date(2026, 6, 18)} <= closed  # Galungan
    assert date(2026, 6, 27) in closed  # Kuningan
    assert date(2027, 1, 13) in closed  # Galungan
    assert {date(2026, 3, d) for d in (18, 19, 20, 23, 24)} <= closed


def test_seed_marks_only_fixed_dates_as_checked() -> None:
    checked = Holiday.objects.filter(is_verified=True)

    assert {(h.day.month, h.day.day) for h in checked} == {
        (1, 1),
        (5, 1),
        (6, 1),
        (8, 17),
        (12, 25),
    }
    assert checked.count() == 15
    assert OpeningHours.objects.filter(is_verified=True).count() == 0


def test_seed_twice_changes_nothing_and_keeps_what_the_city_removed() -> None:
    Holiday.objects.filter(day=date(2026, 3, 18)).delete()
    before = Holiday.objects.count()

    reference.load()

    assert Holiday.objects.count() == before
    assert OpeningHours.objects.count() == 5


def test_days_that_close_nothing_are_working_days() -> None:
    pagerwesi = date(2026, 11, 4)

    assert Holiday.objects.get(day=pagerwesi).closes_offices is False
    assert api.work_calendar().is_working_day(pagerwesi) is True


# --- working time ------------------------------------------------------------------


def test_deadline_over_nyepi_and_the_feast_after_it() -> None:
    monday = datetime(2026, 3, 16, 9, 0, tzinfo=WITA)

    due = due_at(api.work_calendar(), monday, Budget(5, Unit.WORKING_DAYS))

    assert due == datetime(2026, 3, 30, 16, 0, tzinfo=WITA)


def test_deadline_over_galungan() -> None:
    monday = datetime(2026, 6, 15, 15, 0, tzinfo=WITA)

    due = due_at(api.work_calendar(), monday, Budget(2, Unit.WORKING_HOURS))

    assert due == datetime(2026, 6, 19, 9, 0, tzinfo=WITA)


def test_calendar_is_kept_in_memory(
    django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    settings.MEMORY_RECHECK_S = 60
    api.work_calendar()

    with django_assert_num_queries(0):
        assert api.work_calendar("city") is api.work_calendar()


def test_office_without_hours_keeps_the_citys() -> None:
    assert api.work_calendar("puskesmas-selatan-1") is api.work_calendar()


def test_city_without_hours_says_so() -> None:
    from sewaka.platform.calendars import almanac

    OpeningHours.objects.all().delete()
    almanac.changed()

    with pytest.raises(NotFound) as refusal:
        api.work_calendar()

    assert refusal.value.code == "calendars.no_hours"


# --- changing ------------------------------------------------------------------------


def test_added_day_counts_at_once_and_is_told() -> None:
    assert api.work_calendar().is_working_day(ODALAN.day) is True

    added = actions.add_holiday(draft=ODALAN, actor=SYSTEM, now=NOW)

    assert (added.name, added.changed_at) == ("Odalan contoh", NOW)
    assert api.work_calendar().is_working_day(ODALAN.day) is False
    event = EventRow.objects.get(name="calendars.holiday_changed")
    assert event.data == {
        "day": "2026-11-25",
        "title": "Odalan contoh",
        "change": "added",
        "closes_offices": True,
    }


def test_changed_and_removed_days() -> None:
    added = actions.add_holiday(draft=ODALAN, actor=SYSTEM, now=NOW)
    moved = HolidayDraft(
        day=date(2026, 11, 26), name="Odalan contoh", kind=HolidayKind.CITY, is_verified=True
    )

    actions.change_holiday(holiday_id=added.pk, draft=moved, actor=SYSTEM, now=NOW)
    assert api.work_calendar().is_working_day(ODALAN.day) is True
    assert api.work_calendar().is_working_day(moved.day) is False

    actions.remove_holiday(holiday_id=added.pk, actor=SYSTEM, now=NOW)
    assert api.work_calendar().is_working_day(moved.day) is True
    changes = EventRow.objects.filter(name="calendars.holiday_changed").order_by("position")
    assert [event.data["change"] for event in changes] == ["added", "changed", "removed"]


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (HolidayDraft(day=ODALAN.day, name=" ", kind="city"), {"name": "required"}),
        (HolidayDraft(day=ODALAN.day, name="x" * 121, kind="city"), {"name": "too_long"}),
        (HolidayDraft(day=ODALAN.day, name="Odalan", kind="pasar"), {"kind": "not_a_choice"}),
        (
            HolidayDraft(day=date(1999, 12, 31), name="", kind=""),
            {"day": "out_of_range", "name": "required", "kind": "not_a_choice"},
        ),
        (
            HolidayDraft(day=date(2026, 6, 17), name="Hari Raya Galungan", kind="balinese"),
            {"name": "stands_already"},
        ),
    ],
)
def test_mistakes_are_told_together(draft: HolidayDraft, fields: dict[str, str]) -> None:
    with nothing_written(), pytest.raises(Invalid) as refusal:
        actions.add_holiday(draft=draft, actor=SYSTEM, now=NOW)

    assert refusal.value.fields == fields


def test_unknown_day_is_not_found() -> None:
    with nothing_written(), pytest.raises(NotFound):
        actions.remove_holiday(holiday_id=2**31, actor=SYSTEM, now=NOW)


def test_only_administrators_and_editors_change_days(
    made: Player, wayan: Player, dpo: Player
) -> None:
    for actor in (ANONYMOUS, made.actor, wayan.actor, dpo.actor):
        with nothing_written(), pytest.raises(Forbidden):
            actions.add_holiday(draft=ODALAN, actor=actor, now=NOW)
        with nothing_written(), pytest.raises(Forbidden):
            actions.set_opening_hours(office="city", week={}, actor=actor, now=NOW)


# --- opening hours ---------------------------------------------------------------------


def test_hours_with_a_break_replace_the_old_ones() -> None:
    week = {1: [(time(13), time(16)), (time(8), time(12))], 5: [(time(7, 30), time(11))]}

    actions.set_opening_hours(office="city", week=week, actor=SYSTEM, now=NOW)

    assert api.work_calendar().opening == {
        1: ((time(8), time(12)), (time(13), time(16))),
        5: ((time(7, 30), time(11)),),
    }
    monday = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # 11.30 WITA
    due = due_at(api.work_calendar(), monday, Budget(1, Unit.WORKING_HOURS))
    assert due == datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("week", "problem"),
    [
        ({}, "never_open"),
        ({1: []}, "never_open"),
        ({8: [(time(8), time(9))]}, "bad_weekday"),
        ({1: [(time(16), time(8))]}, "ends_before_it_begins"),
        ({1: [(time(8), time(8))]}, "ends_before_it_begins"),
        ({1: [(time(8), time(12)), (time(11), time(16))]}, "overlap"),
    ],
)
def test_impossible_weeks_are_refused(
    week: dict[int, list[tuple[time, time]]], problem: str
) -> None:
    with nothing_written(), pytest.raises(Invalid) as refusal:
        actions.set_opening_hours(office="city", week=week, actor=SYSTEM, now=NOW)

    assert refusal.value.fields == {"week": problem}
    assert OpeningHours.objects.count() == 5


def test_the_city_says_which_further_roles_edit(settings: Settings) -> None:
    settings.CALENDAR_EDITORS = ("reports.admin",)
    whole_city = Actor(grants=(Held("reports.admin"),), is_strong=True)
    one_area = Actor(grants=(Held("reports.admin", area_code="51.71.01"),), is_strong=True)

    actions.add_holiday(draft=ODALAN, actor=whole_city, now=NOW)

    with nothing_written(), pytest.raises(Forbidden):
        actions.add_holiday(draft=ODALAN, actor=one_area, now=NOW)
