"""Text from strangers: what can be kept is kept, what breaks machines is gone."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sewaka.kernel import text

ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Lampu mati \r\n di jalan\r", "Lampu mati \n di jalan"),
        ("a\x00b\x07c\x7fd\x85e", "abcde"),
        ("tab\tbleibt", "tab\tbleibt"),
        ("satu\u2028dua\u2029tiga", "satu\ndua\ntiga"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("ze\u200bro\u2060\ufeff", "zero"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("\ufffe\uffff\U0001fffe", ""),
        ("e\u0301", "\u00e9"),
        ("👨‍👩‍👧 🇮🇩", "👨‍👩‍👧 🇮🇩"),
        ("ᬅᬓ᭄ᬱᬭ", "ᬅᬓ᭄ᬱᬭ"),
        ("", ""),
    ],
)
def test_cleaning(raw: str, clean: str) -> None:
    assert text.clean_text(raw) == clean


@given(ANYTHING)
def test_clean_text_is_clean_and_every_format_carries_it(raw: str) -> None:
    clean = text.clean_text(raw)
    assert text.clean_text(clean) == clean
    assert json.loads(json.dumps(clean)) == clean
    element = ET.Element("x")
    element.text = clean
    assert (ET.fromstring(ET.tostring(element, "utf-8")).text or "") == clean  # noqa: S314 - our own
    assert "\x00" not in clean.encode().decode()


@pytest.mark.parametrize(
    "names",
    [
        ["Banjar 2", "Banjar 10", "banjar 21"],
        ["Désa A", "desa b", "DESA C"],
        ["  Br.  Kaja", "Br. Kelod"],
        ["jalan ℡ 1", "jalan tel 2", "jalan TEL 3"],
    ],
)
def test_sorts_as_people_expect(names: list[str]) -> None:
    keys = [text.sort_key(name) for name in names]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@given(ANYTHING)
@example("℡")
@example("ẛ̣")
def test_sort_key_is_stable(name: str) -> None:
    key = text.sort_key(name)
    assert text.sort_key(key) == key
    assert key == key.casefold()
    assert "  " not in key


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("...", False), ("  👍 ", False), ("", False), ("a", True), ("٣", True), ("ᬅ", True)],
)
def test_words(raw: str, *, expected: bool) -> None:
    assert text.has_words(raw) is expected


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+62 800", "'+62 800"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("L26-1", "L26-1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    assert text.spreadsheet_safe(cell) == safe
