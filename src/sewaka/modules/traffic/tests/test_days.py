"""Which kind of day a day is: by the city's calendar, as data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.traffic import reference
from sewaka.modules.traffic.models import DaySpan, DayType, days
from sewaka.modules.traffic.rules.days import DayRule, HolyDay, Span, kind_of

RULES = (
    DayRule("nyepi", 10, holiday="Nyepi"),
    DayRule("eve", 20, holiday="Nyepi", shift_days=-1),
    DayRule("holiday", 50, holiday="*"),
    DayRule("weekend", 60, weekdays="67"),
    DayRule("working", 70, weekdays="12345", in_span=True),
    DayRule("school", 80, weekdays="12345"),
)
NYEPI = date(2026, 3, 19)  # a Thursday


def kind(day: date, *, holidays: tuple[HolyDay, ...] = (), spans: tuple[Span, ...] = ()) -> str:
    return kind_of(day=day, rules=RULES, holidays=holidays, spans=spans)


def test_the_rarer_kind_wins() -> None:
    feast = (HolyDay(NYEPI, "Hari Suci Nyepi", is_closed=True),)
    assert kind(NYEPI, holidays=feast) == "nyepi"
    assert kind(NYEPI - timedelta(days=1), holidays=feast) == "eve"
    assert kind(NYEPI + timedelta(days=1), holidays=feast) == "school"


def test_joint_leave_is_a_holiday_and_not_the_feast() -> None:
    leave = (HolyDay(NYEPI, "Cuti bersama Nyepi", is_closed=True, is_joint_leave=True),)
    assert kind(NYEPI, holidays=leave) == "holiday"
    assert kind(NYEPI - timedelta(days=1), holidays=leave) == "school"


def test_schools_holidays_are_spans_and_weekends_stay_weekends() -> None:
    closed = (Span("working", date(2026, 12, 21), date(2027, 1, 2)),)
    assert kind(date(2026, 12, 21), spans=closed) == "working"
    assert kind(date(2027, 1, 1), spans=closed) == "working"
    assert kind(date(2026, 12, 26), spans=closed) == "weekend"
    assert kind(date(2027, 1, 4), spans=closed) == "school"


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    names=st.lists(st.sampled_from(["Nyepi", "Galungan", "x"]), max_size=3),
)
def test_every_day_is_of_one_kind_whatever_the_order_of_the_rules(
    day: date, names: list[str]
) -> None:
    holidays = [HolyDay(day, name, is_closed=name != "x") for name in names]
    found = kind_of(day=day, rules=RULES, holidays=holidays, spans=())
    assert found
    assert found == kind_of(day=day, rules=RULES[::-1], holidays=holidays, spans=())


def test_no_rule_no_kind() -> None:
    assert kind_of(day=NYEPI, rules=(), holidays=(), spans=()) == ""


@pytest.mark.django_db
def test_the_kinds_of_a_fresh_city() -> None:
    reference.load()
    found = days.kinds(begin=date(2026, 6, 1), end=date(2027, 3, 9))
    expected = {
        date(2026, 6, 1): "holiday",  # Pancasila
        date(2026, 6, 16): "galungan",  # its eve
        date(2026, 6, 17): "galungan",
        date(2026, 6, 18): "galungan",
        date(2026, 6, 27): "kuningan",  # a Saturday
        date(2026, 7, 1): "working",
        date(2026, 11, 23): "school",
        date(2026, 11, 28): "weekend",
        date(2026, 12, 24): "holiday",  # joint leave
        date(2027, 3, 7): "pengerupukan",
        date(2027, 3, 8): "nyepi",
    }
    assert {day: found[day] for day in expected} == expected
    assert "" not in found.values()


@pytest.mark.django_db
def test_what_a_city_has_changed_stays() -> None:
    reference.load()
    DayType.objects.filter(code="weekend").update(name="Sabtu dan Minggu")
    DaySpan.objects.all().delete()
    reference.load()
    assert DayType.objects.get(code="weekend").name == "Sabtu dan Minggu"
    assert not DaySpan.objects.exists()
