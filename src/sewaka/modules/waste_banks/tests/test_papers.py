"""The passbook and the cards: tagged, the same bytes again, every line on them, codes that lead."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import cast

import pypdf
import pytest
from django.utils.translation import override
from pypdf.generic import DictionaryObject as Dictionary

from sewaka.modules.waste_banks.exporters import papers
from sewaka.modules.waste_banks.exporters.papers import Card, Holder, Row

ON = date(2026, 11, 8)
ADDRESS = "https://contoh.example/n/0123456789ABCDEFGHJKMNPQRS"
HOLDER = Holder("Bank Sampah Contoh Kaja", "Ni Wayan Contoh", "0001000017")
ID_1_PT = (85.60 / 25.4 * 72, 53.98 / 25.4 * 72)  # ISO/IEC 7810


def rows(many: int) -> list[Row]:
    """Deposits of 6,002 rupiah, and every fifth line 5,000 taken out."""
    found, balance = [], 125_000
    for n in range(many):
        amount = -5_000 if n % 5 == 4 else 6_002
        balance += amount
        words = "Penarikan tunai" if amount < 0 else "Setoran"
        detail = "" if amount < 0 else "PET bening 1,5 kg"
        found.append(Row(date(2026, 1 + n % 12, 1 + n % 28), words, amount, balance, detail))
    return found


def book(many: int, *, carried_idr: int | None = 125_000) -> bytes:
    """A passbook of so many lines."""
    return papers.passbook(
        holder=HOLDER, rows=rows(many), carried_idr=carried_idr, address=ADDRESS, on=ON
    )


def read(made: bytes) -> pypdf.PdfReader:
    """The document."""
    return pypdf.PdfReader(io.BytesIO(made))


def words(made: bytes) -> str:
    """Its text, blanks made one."""
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def test_every_line_stands_in_it_and_it_goes_on_from_the_last_printed_one() -> None:
    with override("id"):
        said = words(book(60))
    assert "Saldo pindahan Rp 125.000" in said
    assert said.count("+6.002") == 48
    assert said.count("\N{MINUS SIGN}5.000") == 12
    assert f"Rp {rows(60)[-1].balance_idr:,}".replace(",", ".") in said
    assert "Saldo pindahan" not in words(book(3, carried_idr=None))


def test_an_empty_passbook_says_so() -> None:
    with override("en"):
        assert "Nothing has been weighed yet." in words(book(0, carried_idr=None))


def test_the_same_rows_give_the_same_bytes_whenever_it_is_printed() -> None:
    assert book(12) == book(12)


def test_it_is_tagged_a6_and_every_page_repeats_the_heads() -> None:
    with override("id"):
        found = read(book(60))
    root = cast("Dictionary", found.trailer["/Root"])
    assert bool(cast("Dictionary", root["/MarkInfo"])["/Marked"])
    assert len(found.pages) >= 3
    for page in found.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [298, 420]
        assert "Saldo" in page.extract_text()


@pytest.mark.parametrize(("many", "sheets"), [(1, 1), (10, 1), (11, 2), (40, 4)])
def test_ten_cards_on_a_sheet(many: int, sheets: int) -> None:
    found = [
        Card(HOLDER.bank, f"Contoh {n}", f"00010000{n:02d}", ADDRESS, "Bila ditemukan: balai")
        for n in range(many)
    ]
    made = papers.cards(found=found, on=ON)
    assert len(read(made).pages) == sheets
    assert words(made).count("Bila ditemukan") == many


def test_a_card_has_the_size_of_the_standard() -> None:
    one = Card(HOLDER.bank, "I Gusti Ayu Agung Istri Putri " * 4, HOLDER.number, ADDRESS, "x " * 40)
    page = read(papers.cards(found=[one], on=ON)).pages[0]
    drawn = page.get_contents()
    assert drawn is not None
    figures = [float(one) for one in re.findall(r"\d+\.\d+", drawn.get_data().decode("latin-1"))]
    for side in ID_1_PT:
        assert min(abs(one - side) for one in figures) < 0.01  # its frame, to a 300th of a mm
