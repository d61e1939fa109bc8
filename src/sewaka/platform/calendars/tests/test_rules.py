"""The Pawukon, and the seed held against it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.platform.calendars.rules import CYCLE_DAYS, Pawukon, dates_of, pawukon_day

START, END = date(2025, 1, 1), date(2028, 1, 1)
_days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


def _seed(name: str) -> list[date]:
    source = files("sewaka.platform.calendars") / "seed" / "holidays.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return sorted(date.fromisoformat(row["day"]) for row in rows if row["name"] == name)


@given(day=_days)
def test_number_is_within_the_cycle_and_comes_again_after_210_days(day: date) -> None:
    number = pawukon_day(day)

    assert 1 <= number <= 210
    assert pawukon_day(day + timedelta(days=CYCLE_DAYS)) == number
    assert pawukon_day(day + timedelta(days=1)) == number % 210 + 1


@given(day=_days)
def test_week_of_the_cycle_is_the_week_of_the_calendar(day: date) -> None:
    assert pawukon_day(day) % 7 == (day.isoweekday() + 1) % 7  # day 1 is a Sunday


@given(start=_days)
def test_galungan_dates_are_wednesdays_210_days_apart(start: date) -> None:
    found = list(dates_of(Pawukon.GALUNGAN, start=start, end=start + timedelta(days=1000)))

    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(days=210)}
    assert {day.isoweekday() for day in found} == {3}
    assert len(found) >= 4


def test_known_dates() -> None:
    assert list(dates_of(Pawukon.GALUNGAN, start=START, end=END)) == [
        date(2025, 4, 23),
        date(2025, 11, 19),
        date(2026, 6, 17),
        date(2027, 1, 13),
        date(2027, 8, 11),
    ]
    assert pawukon_day(date(2026, 6, 27)) == Pawukon.KUNINGAN
    assert pawukon_day(date(2025, 9, 6)) == Pawukon.SARASWATI


@pytest.mark.parametrize(
    ("name", "holy_day"),
    [
        ("Hari Raya Galungan", Pawukon.GALUNGAN),
        ("Penampahan Galungan", Pawukon.PENAMPAHAN_GALUNGAN),
        ("Umanis Galungan", Pawukon.UMANIS_GALUNGAN),
        ("Hari Raya Kuningan", Pawukon.KUNINGAN),
        ("Hari Suci Saraswati", Pawukon.SARASWATI),
        ("Hari Suci Pagerwesi", Pawukon.PAGERWESI),
    ],
)
def test_seed_agrees_with_the_cycle(name: str, holy_day: Pawukon) -> None:
    assert _seed(name) == list(dates_of(holy_day, start=START, end=END))


def test_end_is_not_included() -> None:
    galungan = date(2026, 6, 17)

    assert list(dates_of(Pawukon.GALUNGAN, start=galungan, end=galungan)) == []
    assert list(dates_of(Pawukon.GALUNGAN, start=galungan, end=galungan + timedelta(days=1))) == [
        galungan
    ]
