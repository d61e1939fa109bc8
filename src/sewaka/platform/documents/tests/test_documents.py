"""Documents: the same bytes, words as words, and pages that a reader can use."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject as Dictionary

from sewaka.platform.documents.api import Line, Paper, drawable, pdf
from sewaka.platform.documents.glyphs import MISSING, RANGES
from tests.cast import NOW

TEMPLATE = Path(__file__).parent / "sample.typ"
SAMPLE = Paper(
    title="Bukti laporan",
    language="id",
    office="Kelurahan Sesetan",
    city="Kota Denpasar",
    number="L26-7K3QX9M-4",
    lines=[Line("Tempat", "Jl. Contoh 5"), Line("Tentang", "Sampah liar")],
    address="https://contoh.example/l/L26-7K3QX9M-4",
    quote="Sampah menumpuk.\nSudah tiga hari.",
)


def read(made: bytes) -> pypdf.PdfReader:
    """The document."""
    return pypdf.PdfReader(io.BytesIO(made))


def words(made: bytes) -> str:
    """Its text, blanks made one."""
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def test_the_same_facts_and_instant_give_the_same_bytes() -> None:
    first = pdf(template=TEMPLATE, paper=SAMPLE, now=NOW)
    assert pdf(template=TEMPLATE, paper=SAMPLE, now=NOW) == first
    assert pdf(template=TEMPLATE, paper=SAMPLE, now=NOW + timedelta(seconds=1)) != first


def test_it_is_tagged_has_title_and_language_and_can_be_kept() -> None:
    found = read(pdf(template=TEMPLATE, paper=SAMPLE, now=NOW))
    root = cast("Dictionary", found.trailer["/Root"])
    marks = cast("Dictionary", root["/MarkInfo"])
    assert bool(marks["/Marked"])
    assert str(root["/Lang"]) == "id"
    assert found.metadata is not None
    assert found.metadata.title == "Bukti laporan"
    assert found.metadata.creation_date == NOW
    xmp = cast("pypdf.generic.StreamObject", root["/Metadata"]).get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_everything_stands_in_it_as_text() -> None:
    found = words(pdf(template=TEMPLATE, paper=SAMPLE, now=NOW))
    for part in ("Kota Denpasar", "L26-7K3QX9M-4", "Jl. Contoh 5", "Sudah tiga hari.", "1 / 1"):
        assert part in found


def test_no_font_of_the_machine_is_used() -> None:
    page = read(pdf(template=TEMPLATE, paper=SAMPLE, now=NOW)).pages[0]
    used = cast("Dictionary", cast("Dictionary", page["/Resources"])["/Font"])
    fonts = [str(cast("Dictionary", one.get_object())["/BaseFont"]) for one in used.values()]
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"LibertinusSerif"}


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        '#read("/platform/documents/typ/house.typ")',
        "$ x^2 $ *b* _i_ `r` // c /* c */ @ref <label> \\",
        '"}); #import "x": *',
        "#" * 4_000,
        "a" * 4_000,
        "\n" * 400,
    ],
)
def test_words_never_become_source(hostile: str) -> None:
    paper = replace(SAMPLE, quote=hostile, office=hostile[:80], number=hostile[:20] or "x")
    found = words(pdf(template=TEMPLATE, paper=paper, now=NOW))
    shown = "".join(found.split())
    assert "".join(hostile[:40].split()) in shown


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    paper = replace(SAMPLE, quote=text, title=text or "x", lines=[Line(text, text)])
    assert pdf(template=TEMPLATE, paper=paper, now=NOW).startswith(b"%PDF-")


def test_every_character_that_counts_as_drawable_is_drawn() -> None:
    for first, after in RANGES:
        drawn = "".join(map(chr, range(first, after)))
        assert drawable(drawn) == drawn
        pdf(template=TEMPLATE, paper=replace(SAMPLE, quote=drawn), now=NOW)


def test_what_no_font_has_is_marked_once_a_run() -> None:
    assert drawable("Terima kasih 🙏🙏 ᬩᬮᬶ.\nSuksma") == f"Terima kasih {MISSING} {MISSING}.\nSuksma"


def test_long_words_go_on_to_a_second_page() -> None:
    made = pdf(template=TEMPLATE, paper=replace(SAMPLE, quote="Panjang sekali. " * 400), now=NOW)
    assert len(read(made).pages) >= 2
    assert "2 / " in words(made)
