"""A draft's problems, one code per field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.geo import Position
from sewaka.modules.reports.rules import late_photos
from sewaka.modules.reports.rules.draft import (
    CategoryFacts,
    Contact,
    Draft,
    Identity,
    ReportKind,
    check_draft,
    cleaned,
    normal_phone,
    visibility_of,
)
from sewaka.modules.reports.rules.places import Source

TODAY = date(2026, 11, 24)
SENT_AT = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
RUBBISH = CategoryFacts(code="201", visibility="public")
GOOD = Draft(
    category="201",
    description="Sampah menumpuk di pinggir jalan",
    position=Position(lat=-8.7016, lon=115.2205),
    position_source=Source.GPS,
    accuracy_m=12.0,
)


def test_a_good_draft_has_no_problem() -> None:
    assert check_draft(GOOD, category=RUBBISH, on=TODAY) == {}


def test_a_photo_stands_for_words() -> None:
    assert check_draft(replace(GOOD, description="", photos=1), category=RUBBISH, on=TODAY) == {}


@pytest.mark.parametrize("text", ["", "   ", "...", "🙏🙏🙏", "\x00\x00", "\u200b"])
def test_blank_words_without_photo_are_refused(text: str) -> None:
    draft = cleaned(replace(GOOD, description=text))
    assert check_draft(draft, category=RUBBISH, on=TODAY) == {
        "description": "reports.description.required"
    }


def test_counts_characters_not_bytes() -> None:
    assert check_draft(replace(GOOD, description="é" * 4000), category=RUBBISH, on=TODAY) == {}
    assert check_draft(replace(GOOD, description="é" * 4001), category=RUBBISH, on=TODAY) == {
        "description": "reports.description.too_long"
    }


def test_an_empty_draft_names_every_field_at_once() -> None:
    assert check_draft(Draft(), category=None, on=TODAY) == {
        "category": "reports.category.required",
        "description": "reports.description.required",
        "place": "reports.place.required",
    }


def test_a_retired_or_unknown_category_is_unknown() -> None:
    retired = replace(RUBBISH, active_to=TODAY)
    for category in (None, retired):
        assert check_draft(GOOD, category=category, on=TODAY) == {
            "category": "reports.category.unknown"
        }


@pytest.mark.parametrize("accuracy", [501.0, float("nan"), float("inf")])
def test_a_vague_fix_asks_for_the_pin(accuracy: float) -> None:
    draft = replace(GOOD, accuracy_m=accuracy)
    assert check_draft(draft, category=RUBBISH, on=TODAY) == {"place": "reports.position.vague"}
    chosen = replace(draft, village_code="51.71.01.1003")
    assert check_draft(chosen, category=RUBBISH, on=TODAY) == {}


def test_contact_and_photos() -> None:
    draft = replace(
        GOOD, contact=Contact(name="M" * 101, phone="telepon saya", email="made@"), photos=5
    )
    assert check_draft(draft, category=RUBBISH, on=TODAY) == {
        "name": "reports.contact.name_too_long",
        "phone": "reports.contact.phone_malformed",
        "email": "reports.contact.email_malformed",
        "photos": "reports.photos.too_many",
    }


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("62 812 3456 7890", "+6281234567890"),
        ("+62 (800) 0000 0001", "+6280000000001"),
        ("+44 20 7946 0000", "+442079460000"),
        ("812345", None),
        ("0812", None),
        ("+0812345678", None),
        ("٠٨١٢٣٤٥٦٧٨٩٠", None),
        ("", None),
    ],
)
def test_normal_phone(typed: str, normal: str | None) -> None:
    assert normal_phone(typed) == normal


@given(st.text(max_size=30))
def test_a_normal_phone_is_a_fixed_point(text: str) -> None:
    normal = normal_phone(text)
    if normal is not None:
        assert normal_phone(normal) == normal


@given(st.text())
def test_cleaning_is_idempotent(text: str) -> None:
    once = cleaned(Draft(description=text, landmark=text, contact=Contact(text, text, text)))
    assert cleaned(once) == once


def test_the_closest_wish_decides_the_visibility() -> None:
    named, hidden = Identity.NAMED, Identity.CONFIDENTIAL
    complaint, integrity = ReportKind.COMPLAINT, ReportKind.INTEGRITY
    parties = replace(RUBBISH, visibility="parties")
    assert visibility_of(category=RUBBISH, identity=named, kind=complaint) == "public"
    assert visibility_of(category=RUBBISH, identity=hidden, kind=complaint) == "parties"
    assert visibility_of(category=parties, identity=named, kind=complaint) == "parties"
    assert visibility_of(category=RUBBISH, identity=named, kind=integrity) == "secret"


_SAID = st.lists(st.sampled_from(["1", "2", "3", "4", "5", "0", "", "x", "²", "11"]), max_size=6)


@given(expected=st.integers(0, 4), said=_SAID, hours=st.integers(0, 200))
def test_what_is_missing_after_two_days_is_named_or_counted(
    expected: int, said: list[str], hours: int
) -> None:
    came: list[int | None] = []
    for one in said:
        came.append(late_photos.place_of(one, expected=expected, taken=came))
    found = late_photos.missing(
        expected=expected, came=came, sent_at=SENT_AT, now=SENT_AT + timedelta(hours=hours)
    )
    assert found.count == (max(0, expected - len(came)) if hours >= 48 else 0)
    if found.count and None not in came:
        assert sorted([*found.places, *(one for one in came if one)]) == list(
            range(1, expected + 1)
        )
    else:
        assert found.places == ()
