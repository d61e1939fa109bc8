"""Questions as people type them, and numbers that never go out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.platform.search.rules import (
    MASK,
    has_private_number,
    prefix_query,
    read_question,
    snippet,
    without_private_numbers,
)
from tests.hostile import TEXTS

PRIVATE = [
    "9971015501850001",
    "9971 0155 0185 0001",
    "9971-0155-0185-0001",
    "NIK: 9971015501850001.",
    "+6280000000001",
    "+62 800 0000 0001",
    "62 812 3456 7890",
    "0800-0000-0001",
    "0812.3456.789",
    "(0812) 3456789",
]
HARMLESS = ["", "jalan 2026", "L26-7K3QX9M-4", "101", "Jl. Nangka 12", "12345678", "1234567890123"]


@pytest.mark.parametrize("text", PRIVATE)
def test_identity_and_telephone_numbers_are_seen_and_covered(text: str) -> None:
    covered = without_private_numbers(f"hubungi {text} ya")

    assert has_private_number(text) is True
    assert MASK in covered
    assert has_private_number(covered) is False
    assert read_question(text).is_private is True


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert has_private_number(text) is False
    assert without_private_numbers(text) == text


def test_case_number_is_recognised_as_typed_or_read_aloud() -> None:
    from datetime import UTC, datetime

    from sewaka.kernel.ids import new_number

    number = new_number(prefix="L", now=datetime(2026, 3, 9, tzinfo=UTC))

    for typed in (number, number.lower(), f"  {number.replace('-', ' ')} "):
        assert read_question(typed).number == number
    assert read_question("lampu jalan").number is None


@given(typed=st.text(max_size=300) | st.sampled_from(list(TEXTS.values())))
def test_any_text_becomes_a_question_whose_words_hold_no_operator(typed: str) -> None:
    question = read_question(typed)

    assert len(question.text) <= 200
    assert len(question.words) <= 12
    assert all(set(word).isdisjoint("&|!():*<>'\"\\ ") for word in question.words)
    assert question.is_empty is (question.words == ())


def test_last_word_may_be_unfinished() -> None:
    assert prefix_query(("jalan", "berlu")) == "jalan & berlu:*"
    assert prefix_query(("sam",)) == "sam:*"


def test_snippet_shows_the_place_of_the_first_word() -> None:
    body = "awal " * 60 + "tumpukan sampah di sudut pasar " + "akhir " * 60

    shown = snippet(body, words=("sampah",))

    assert "tumpukan sampah di sudut" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= 160 + 4


@pytest.mark.parametrize("body", ["", "pendek", "x" * 500, "kata " * 100])
def test_snippet_of_any_body_is_short(body: str) -> None:
    assert len(snippet(body, words=("tidak",))) <= 164
