"""How alike two reports are: worked examples, then what must hold for any two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.geo import Position, distance_m
from sewaka.modules.reports.rules.duplicates import (
    NEVER_OFFERED,
    START,
    Known,
    Likeness,
    Search,
    Sketch,
    compare,
    differing_bits,
    kin,
    photo_likeness,
    text_likeness,
    trigrams,
)
from tests.cast import NOW

HERE = Position(lat=-8.7, lon=115.22)
HEAP = "Sampah menumpuk di depan pasar"


def north(metres: float) -> Position:
    """A place so far north of here."""
    return Position(lat=HERE.lat + metres / 111_195.0797, lon=HERE.lon)


def rounded(likeness: Likeness) -> tuple[float | None, ...]:
    """Score and parts with three digits."""
    values = (likeness.score, likeness.distance, likeness.time, likeness.text, likeness.photo)
    return tuple(None if value is None else round(value, 3) for value in values)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        # All four parts: 0.4 * 0.8 + 0.2 * 1 + 0.25 * 1 + 0.15 * 0.7
        (Sketch(NOW, north(15), HEAP, (0b111,)), (0.875, 0.8, 1.0, 1.0, 0.7)),
        # A week later: exp(-7 / 14)
        (
            Sketch(NOW + timedelta(days=7), north(15), HEAP, (0b111,)),
            (0.796, 0.8, 0.607, 1.0, 0.7),
        ),
        # No photo: (0.32 + 0.2 + 0.25) / 0.85
        (Sketch(NOW, north(15), HEAP), (0.906, 0.8, 1.0, 1.0, None)),
        # Neither photo nor words: (0.32 + 0.2) / 0.6
        (Sketch(NOW, north(15)), (0.867, 0.8, 1.0, None, None)),
        # Nothing but the instant.
        (Sketch(NOW), (1.0, None, 1.0, None, None)),
        # On the edge of the radius and beyond nearness says nothing more.
        (Sketch(NOW, north(75)), (0.333, 0.0, 1.0, None, None)),
        (Sketch(NOW, north(900)), (0.333, 0.0, 1.0, None, None)),
    ],
)
def test_worked_examples(other: Sketch, expected: Sequence[float | None]) -> None:
    assert rounded(compare(Sketch(NOW, HERE, HEAP, (0,)), other, radius_m=75)) == expected


def test_trigrams_are_those_of_pg_trgm() -> None:
    assert trigrams("Got, mampét!") == {
        "  g", " go", "got", "ot ", "  m", " ma", "mam", "amp", "mpe", "pet", "et ",
    }  # fmt: skip
    assert trigrams("▇▇ … 🙏") == frozenset()


def test_texts_are_compared_by_what_they_share() -> None:
    assert text_likeness("word", "two words") == pytest.approx(4 / 11 / 0.40)
    assert text_likeness("got mampet", "got mampet sekali") == 1.0  # 11 of 18: a copy says no more
    assert text_likeness("SAMPAH  menumpuk", "menumpuk, sampah.") == 1.0
    assert text_likeness("jalan", "") is None
    assert text_likeness("🙏", "jalan") is None


def test_pictures_are_compared_bit_by_bit_whatever_the_sign() -> None:
    assert differing_bits(-1, (1 << 64) - 1) == 0
    assert differing_bits(-(1 << 63), 0) == 1
    assert photo_likeness([0b1], [0, 0b111]) == 0.9
    assert photo_likeness([0], [(1 << 10) - 1]) == 0.0
    assert photo_likeness([], [1]) is None


def test_kin_is_named_by_either_side_and_goes_no_further() -> None:
    siblings = {"101": ["102"], "103": ["101"], "104": []}
    assert kin("101", siblings) == {"101", "102", "103"}
    assert kin("102", siblings) == {"101", "102"}
    assert kin("104", siblings) == {"104"}
    assert kin("999", siblings) == {"999"}


def known(
    code: str = "201",
    metres: float = 0,
    state: str = "submitted",
    closed_at: datetime | None = None,
    requested_at: datetime = NOW,
) -> Known:
    """A public report so far away."""
    return Known(code, north(metres), requested_at, state, closed_at)


@pytest.mark.parametrize(
    ("one", "is_taken"),
    [
        (known(), True),
        (known(code="203"), True),
        (known(code="101"), False),
        (known(metres=74.9), True),
        (known(metres=75.1), False),
        (known(state="resolved", closed_at=NOW - timedelta(days=13, hours=23)), True),
        (known(state="resolved", closed_at=NOW - timedelta(days=14)), False),
        (known(state="cancelled", closed_at=NOW), False),
        (known(state="duplicate", closed_at=NOW), False),
        (known(requested_at=NOW + timedelta(seconds=1)), False),
    ],
)
def test_which_reports_are_compared(one: Known, *, is_taken: bool) -> None:
    search = Search(codes=frozenset({"201", "203"}), centre=HERE, radius_m=75, now=NOW)
    assert search.takes(one) is is_taken


def test_only_ends_that_lead_nowhere_are_left_out() -> None:
    assert sorted(NEVER_OFFERED) == ["cancelled", "duplicate"]


positions = st.builds(
    Position,
    lat=st.floats(-8.76, -8.59, allow_nan=False),
    lon=st.floats(115.17, 115.28, allow_nan=False),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside
hashes = st.lists(st.integers(-(1 << 63), (1 << 63) - 1), max_size=3).map(tuple)
words = st.text(st.characters(codec="utf-8"), max_size=40)
sketches = st.builds(Sketch, at=instants, position=st.none() | positions, text=words, photos=hashes)
radii = st.integers(1, 1_000)


@given(sketches, sketches, radii)
def test_likeness_is_the_same_in_both_directions_and_lies_between_0_and_1(
    a: Sketch, b: Sketch, radius_m: int
) -> None:
    likeness = compare(a, b, radius_m=radius_m)
    back = compare(b, a, radius_m=radius_m)
    assert rounded(likeness) == rounded(back)
    for value in rounded(likeness):
        assert value is None or 0.0 <= value <= 1.0


@given(sketches, radii)
def test_a_report_is_fully_like_itself(a: Sketch, radius_m: int) -> None:
    assert compare(a, a, radius_m=radius_m).score == pytest.approx(1.0)


@given(sketches, sketches, radii)
def test_the_whole_is_the_weighted_mean_of_what_is_known(
    a: Sketch, b: Sketch, radius_m: int
) -> None:
    likeness = compare(a, b, radius_m=radius_m)
    parts = {
        START.distance: likeness.distance,
        START.time: likeness.time,
        START.text: likeness.text,
        START.photo: likeness.photo,
    }
    present = {weight: part for weight, part in parts.items() if part is not None}
    assert (likeness.distance is None) == (a.position is None or b.position is None)
    assert (likeness.photo is None) == (not a.photos or not b.photos)
    mean = sum(weight * part for weight, part in present.items()) / sum(present)
    assert likeness.score == pytest.approx(mean)


@given(sketches, st.floats(0, 300), st.floats(0, 300), st.integers(0, 60), st.integers(0, 60))
def test_farther_or_longer_ago_is_never_more_alike(
    a: Sketch, near_m: float, far_m: float, soon: int, late: int
) -> None:
    near_m, far_m = sorted((near_m, far_m))
    soon, late = sorted((soon, late))
    first = Sketch(a.at, HERE, a.text, a.photos)

    def other(metres: float, days: int) -> float:
        at = a.at + timedelta(days=days)
        return compare(first, Sketch(at, north(metres), a.text, a.photos), radius_m=250).score

    assert other(near_m, soon) >= other(far_m, soon) - 1e-12
    assert other(near_m, soon) >= other(near_m, late) - 1e-12


@given(st.integers(0, 64), st.integers(0, 64))
def test_more_differing_bits_are_never_more_alike(few: int, many: int) -> None:
    few, many = sorted((few, many))
    first, second = photo_likeness([0], [(1 << few) - 1]), photo_likeness([0], [(1 << many) - 1])
    assert first is not None
    assert second is not None
    assert first >= second


@given(positions, positions, st.integers(1, 1_000), st.integers(0, 40))
def test_the_search_is_a_circle_and_a_window(
    centre: Position, place: Position, radius_m: int, days: int
) -> None:
    search = Search(codes=frozenset({"201"}), centre=centre, radius_m=radius_m, now=NOW)
    closed = Known("201", place, NOW - timedelta(days=60), "confirmed", NOW - timedelta(days=days))
    assert search.takes(closed) == (days < 14 and distance_m(centre, place) <= radius_m)
