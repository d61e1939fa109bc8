"""What the public text hides, and what it leaves alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.reports.rules import privacy
from sewaka.modules.reports.rules.privacy import COVER, Kind


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("NIK saya 9971014107900001, tolong.", f"NIK saya {COVER}, tolong."),
        ("NIK 9971 0141 0790 0001", f"NIK {COVER}"),
        ("KK: 9971.0101.0123.0004", f"KK: {COVER}"),
        ("hubungi +62 800-0000-1234 ya", f"hubungi {COVER} ya"),
        ("WA 0812 3456 7890.", f"WA {COVER}."),
        ("WA 628123456789", f"WA {COVER}"),
        ("WA 0 8 1 2 3 4 5 6 7 8 9", f"WA {COVER}"),
        ("WA +62 (0)812-3456-7890", f"WA {COVER}"),
        ("WA 0062 812 3456 7890", f"WA {COVER}"),
        ("WA 0812\u20113456\u20117890", f"WA {COVER}"),
        ("WA 0812/3456/7890 malam", f"WA {COVER} malam"),
        ("telepon (0361) 123-456", f"telepon ({COVER}"),
        ("NIK 9971-0141-0790-0001", f"NIK {COVER}"),
        ("NIK 997101.410790.0001", f"NIK {COVER}"),
        ("made (at) contoh.example", COVER),
        ("surel made@contoh.example hari ini", f"surel {COVER} hari ini"),
        ("mobil DK 1234 AB parkir", f"mobil {COVER} parkir"),
        ("motor dk1234ab", f"motor {COVER}"),
        ("truk B 9012 XYZ", f"truk {COVER}"),
    ],
)
def test_covers_personal_marks(text: str, public: str) -> None:
    assert privacy.public_text(text) == public


@pytest.mark.parametrize(
    "text",
    [
        "Lampu mati di Jl. Nangka No 12 sejak 14.05",
        "RT 05 RW 02, gang 3 A",
        "Lubang 40 x 60 cm, dalam 15 cm, sudah 3 bulan",
        "Tiang PLN nomor 123456789012",
        "Blok B 12 A, dekat pura",
        "Tanggal 23-11-2026 jam 08.00 sampai 16.00",
    ],
)
def test_leaves_streets_times_and_measures(text: str) -> None:
    assert privacy.public_text(text) == text


def test_a_womans_nik_is_a_nik_and_an_impossible_date_is_a_long_number() -> None:
    assert [found.kind for found in privacy.scan("9971014107900001")] == [Kind.NIK]
    assert [found.kind for found in privacy.scan("9971017999900001")] == [Kind.LONG_NUMBER]


def test_names_are_marked_and_not_covered() -> None:
    text = "Kata Pak Ketut Contoh, got ini mampet"
    (found,) = privacy.scan(text)
    assert (found.kind, text[found.start : found.end]) == (Kind.NAME_HINT, "Pak Ketut Contoh")
    assert privacy.public_text(text) == text


def test_what_the_author_strikes_out_is_covered_wherever_it_stands() -> None:
    text = "Tetangga saya ketut  contoh, ya Ketut Contoh itu. Ketutuh bukan."
    covered = privacy.public_text(text, struck=("Ketut Contoh",))
    assert covered == f"Tetangga saya {COVER}, ya {COVER} itu. Ketutuh bukan."


def test_a_struck_hint_is_a_hint_no_more() -> None:
    text = "Kata Pak Ketut Contoh dan Bu Luh"
    assert privacy.name_hints(text) == ("Pak Ketut Contoh", "Bu Luh")
    assert privacy.name_hints(text, struck=("Pak Ketut Contoh",)) == ("Bu Luh",)


def test_phrases_are_one_a_line_each_once_and_never_a_letter() -> None:
    typed = "  Pak   Ketut \n\na\nPak Ketut\nJl. Rahasia 5\n"
    assert privacy.phrases(typed) == ("Pak Ketut", "Jl. Rahasia 5")
    assert len(privacy.phrases("\n".join(f"kata {n}" for n in range(99)))) == 30


def test_an_office_may_say_where_to_call_but_names_no_identity_number() -> None:
    text = "Telepon 0361 123456 untuk NIK 9971014107900001."
    assert privacy.without_numbers(text) == f"Telepon 0361 123456 untuk NIK {COVER}."


@given(st.text(), st.lists(st.text(min_size=2), max_size=5))
def test_striking_out_uncovers_nothing(text: str, struck: list[str]) -> None:
    digits = "".join(ch for ch in privacy.public_text(text) if ch.isdigit())
    fewer = "".join(ch for ch in privacy.public_text(text, struck=struck) if ch.isdigit())
    assert len(fewer) <= len(digits)


@given(
    st.lists(
        st.sampled_from(["", " ", ".", "-", "/", "\u2013", "\u00a0"]), min_size=15, max_size=15
    ),
    st.sampled_from(["9971014107900001", "5171030112850003", "5171034112850003"]),
)
def test_a_nik_is_found_however_it_is_spaced(gaps: list[str], nik: str) -> None:
    spaced = "".join(digit + gap for digit, gap in zip(nik, [*gaps, ""], strict=True))
    (found,) = privacy.scan(f"NIK: {spaced}!")
    assert (found.kind, found.start, found.end) == (Kind.NIK, 5, 5 + len(spaced))


@given(st.text())
def test_covering_twice_is_covering_once(text: str) -> None:
    once = privacy.public_text(text)
    assert privacy.public_text(once) == once


@given(st.text(), st.text())
def test_a_nik_never_gets_through_between_words(before: str, after: str) -> None:
    assert "9971014107900001" not in privacy.public_text(f"{before} 9971014107900001 {after}")


@given(st.text())
def test_marks_are_ordered_and_do_not_overlap(text: str) -> None:
    found = privacy.scan(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= mark.start < mark.end <= len(text) for mark in found)
