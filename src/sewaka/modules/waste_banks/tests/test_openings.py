"""Opening balances out of untidy sheets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules.openings import matching, sheets, texts
from sewaka.modules.waste_banks.rules.openings.matching import By, Known, Register
from sewaka.modules.waste_banks.rules.openings.sheets import Cell, Severity
from sewaka.modules.waste_banks.tests import untidy

_BANKS = 300

MADE = Known(
    UUID(int=1), "0012000019", "5171012345670001", "081234567890", ("made", "sudarma"), "tegal"
)
KETUT = Known(
    UUID(int=2), "0012000027", "5171012345670002", "081234567890", ("ketut", "sudarma"), "tegal"
)
LUH = Known(UUID(int=3), "0012000035", "", "", ("luh", "astuti"), "bantas")


def sheet(*lines: list[Any]) -> sheets.Sheet:
    return sheets.read("Sheet1", [[Cell(value) for value in line] for line in lines])


def only(row: dict[str, Any], *known: Known) -> matching.Match:
    found = sheet(list(row), list(row.values()))
    assert len(found.rows) == 1, found.findings
    return Register(known or (MADE, KETUT, LUH)).match(found.rows[0])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.250.000", 1_250_000), ("Rp 1.250.000,-", 1_250_000), ("1,250,000", 1_250_000),
        (1_250_000, 1_250_000), (1_250_000.0, 1_250_000), ("Rp. 1.250.000,00", 1_250_000),
        ("1250000.00", 1_250_000), ("IDR 75000", 75_000), ("1.250", 1_250), ("-", 0),
        ("1 250 000", 1_250_000), ("75.000 Rp", 75_000), (0, 0),
    ],
)  # fmt: skip
def test_money_as_people_write_it(written: Any, meant: int) -> None:
    assert texts.rupiah(written) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (-1, "negative"), ("-5.000", "negative"), ("(5.000)", "negative"), ("Rp -500", "negative"),
        (0.5, "fraction"), ("1.250,50", "fraction"), ("1.25", "fraction"),
        ("lunas", "unreadable"), ("1.250.00", "unreadable"), ("1.25.000", "unreadable"),
        (True, "unreadable"), (float("nan"), "unreadable"), (10**13, "too_much"),
    ],
)  # fmt: skip
def test_money_that_is_refused(written: Any, code: str) -> None:
    with pytest.raises(DomainError) as said:
        texts.rupiah(written)
    assert said.value.code == f"waste_banks.opening.{code}"


def test_what_excel_did_to_numbers() -> None:
    assert texts.phone(81234567890) == texts.phone("+62 812-3456-7890") == "081234567890"
    assert texts.number(12000019) == texts.number("0012-00001-9") == "0012000019"
    assert texts.nik(5171012345670001) == "", "a number of sixteen digits has lost its last one"
    assert texts.nik("'5171012345670001") == "5171012345670001"


def test_names_are_compared_without_titles_and_short_forms() -> None:
    assert (
        texts.name("Bpk. I Md. Sudarma, S.Pd.") == texts.name("MADE SUDARMA") == ("made", "sudarma")
    )
    assert texts.distance("sudarma", "sudrama") == 1
    assert texts.distance("dewi", "dewa ayu") == 5


def test_each_refusal_has_its_cell() -> None:
    found = sheets.read(
        "Saldo",
        [
            [Cell("BANK SAMPAH TEGAL")],
            [Cell("No"), Cell("Nama"), Cell("No HP"), Cell("Saldo (Rp)")],
            [Cell(1), Cell("Made"), Cell("12"), Cell("5.000")],
            [Cell(2), Cell("Luh"), Cell(), Cell("=D3", is_formula=True)],
            [Cell(3), Cell("Ketut"), Cell(), Cell(-5)],
            [Cell("Jumlah"), Cell(), Cell(), Cell(10)],
        ],
    )
    assert [(one.address, one.severity, one.code, one.meaning) for one in found.findings] == [
        ("Saldo!C3", Severity.WARNING, "waste_banks.opening.phone", ""),
        ("Saldo!D3", Severity.WARNING, "waste_banks.opening.taken_as", "5000"),
        ("Saldo!D4", Severity.ERROR, "waste_banks.opening.formula", ""),
        ("Saldo!D5", Severity.ERROR, "waste_banks.opening.negative", ""),
    ]
    assert [row.line for row in found.rows] == [3]
    assert sheets.address("S", 14, 26) == "S!AA14"


def test_a_sheet_without_headings_says_so() -> None:
    assert [one.code for one in sheet(["a", 1], ["b", 2]).findings] == [
        "waste_banks.opening.no_headings"
    ]
    assert sheet([None, None]).findings == ()


@pytest.mark.parametrize(
    ("row", "customer", "by"),
    [
        ({"No Rek": "0012000019", "Saldo": 1}, MADE, By.NUMBER),
        ({"NIK": "5171012345670002", "Nama": "Kt Sudarma", "Saldo": 1}, KETUT, By.NIK),
        ({"HP": "0812 3456 7890", "Nama": "Ketut Sudarma", "Saldo": 1}, KETUT, By.PHONE),
        ({"Nama": "Ni Lh. Astuti", "Banjar": "Br. Bantas", "Saldo": 1}, LUH, By.NAME),
        ({"Nama": "Luh Astutik", "Banjar": "Bantas", "Saldo": 1}, LUH, By.NAME),
    ],
)
def test_whose_a_row_is(row: dict[str, Any], customer: Known, by: By) -> None:
    found = only(row)
    assert (found.customer, found.by) == (customer, by)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"HP": "081234567890", "Saldo": 1}, "unknown"),  # a family's phone, and no name
        ({"Nama": "Luh Astuti", "Banjar": "Tegal", "Saldo": 1}, "unknown"),
        ({"No Rek": "0012000019", "Nama": "Luh Astuti", "Saldo": 1}, "other_name"),
        ({"No Rek": "0012000019", "NIK": "5171012345670002", "Saldo": 1}, "contradiction"),
        ({"Nama": "Wayan Entah", "Saldo": 1}, "unknown"),
    ],
)
def test_what_is_in_doubt_stays_out(row: dict[str, Any], code: str) -> None:
    assert (only(row).customer, only(row).code) == (None, f"waste_banks.opening.{code}")


def test_two_of_one_name_stay_out_and_two_rows_of_one_person_too() -> None:
    twin = replace(LUH, id=UUID(int=4), number="0012000043")
    assert (
        only({"Nama": "Luh Astuti", "Saldo": 1}, LUH, twin).code == "waste_banks.opening.ambiguous"
    )
    rows = sheet(["No Rek", "Saldo"], ["0012000019", 5], ["0012000019", 7]).rows
    assert {one.code for one in matching.match_all(Register([MADE]), rows)} == {
        "waste_banks.opening.twice"
    }


def test_three_hundred_banks() -> None:
    """Bar: 99 of 100 rows that mean somebody are matched, none wrongly."""
    matched = meant = wrong = refused = out = 0
    for bank in untidy.banks(_BANKS):
        found = sheets.read("Sheet1", bank.lines)
        errors = {one.address for one in found.findings if one.severity is Severity.ERROR}
        told = {
            one.row.line: (one.customer.id, one.row.balance_idr)
            for one in matching.match_all(Register(bank.customers), found.rows)
            if one.customer
        }
        for line, truth in bank.truth.items():
            meant += truth is not None
            out += truth is None
            matched += truth is not None and told.get(line) == truth
            wrong += line in told and told[line] != truth
            refused += truth is None and any(at.endswith(str(line)) for at in errors)
    print(f"{meant} rows: {matched / meant:.2%} matched, {wrong} wrongly; {refused}/{out} refused")  # noqa: T201 - the figure of the bar
    assert wrong == 0
    assert matched >= 0.99 * meant
    assert refused == out
