"""Dates, numbers and measures as look.md section 4 writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from sewaka.kernel.ui import formats

AT = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)  # Monday, 14.05 WITA


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Both languages, one after the other."""
    return str(request.param)


def test_an_instant_names_its_zone(language: str) -> None:
    expected = {"id": "Sen, 23 Nov 2026 14.05 WITA", "en": "Mon, 23 Nov 2026, 14:05 WITA"}
    with translation.override(language):
        assert formats.moment(AT) == expected[language]


def test_a_day_is_the_local_day(language: str) -> None:
    late = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)  # already Friday in Denpasar
    expected = {"id": "Jum, 27 Nov 2026", "en": "Fri, 27 Nov 2026"}
    with translation.override(language):
        assert formats.day(late) == expected[language]
        assert formats.day(date(2026, 11, 27)) == expected[language]


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (99, "99"), (100, "99+"), (1000, "99+")])
def test_a_badge_stays_small(count: int, shown: str) -> None:
    assert formats.badge(count) == shown


def test_numbers_are_grouped_as_people_write_them(language: str) -> None:
    expected = {"id": "1.234.567,8", "en": "1,234,567.8"}
    with translation.override(language):
        assert formats.number(1234567.8) == expected[language]


def test_measures() -> None:
    with translation.override("id"):
        assert formats.rupiah(12500) == "Rp\u00a012.500"
        assert formats.rupiah(-12500) == "\N{MINUS SIGN}Rp\u00a012.500"
        assert formats.weight(2500) == "2,5\u00a0kg"
        assert formats.percent(0.914) == "91%"
        assert formats.number(2, digits=1) == "2,0"


@pytest.mark.parametrize(
    ("metres", "text"), [(204, "200\u00a0m"), (996, "1000\u00a0m"), (1350, "1,4\u00a0km")]
)
def test_distances_are_rounded_as_feet_measure(metres: int, text: str) -> None:
    with translation.override("id"):
        assert formats.distance(metres) == text


@pytest.mark.parametrize("digits", ["081234567890", "+62 812-3456-7890"])
def test_a_phone_number_is_written_in_fours(digits: str) -> None:
    assert formats.phone(digits) == "0812-3456-7890"


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=20), "baru saja"),
        (timedelta(minutes=5), "5 menit lalu"),
        (timedelta(hours=2, minutes=40), "2 jam lalu"),
        (timedelta(days=3), "3 hari lalu"),
    ],
)
def test_relative_time(passed: timedelta, text: str) -> None:
    with translation.override("id"):
        assert formats.ago(AT, now=AT + passed) == text
