"""The semester file for SIPSN."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.modules.waste_banks.exporters.sipsn import SemesterFile, semester_file
from sewaka.modules.waste_banks.rules.kinds import WasteGroup
from sewaka.modules.waste_banks.rules.semesters import BankSemester

TEGAL = BankSemester(
    code="BSU-5171011003-02", name="Tegal Asri", kind="BSU", address="Jl. Tegal 1", lat=-8.66,
    lon=115.22, village_code="51.71.01.1003", founded_year=2016, decree_number="188.45/7",
    manager="Nyoman", phone="081234567890", status="ACTIVE", customers=90, active_customers=71,
    by_group_g={"PLASTIC": 1_500_500, "PAPER": 500_000}, residue_g=20_250, turnover_idr=2_190_000,
    open_sessions=0,
)  # fmt: skip


def made(*banks: BankSemester, semester: int = 2, is_draft: bool = False) -> SemesterFile:
    return semester_file(banks, year=2026, semester=semester, is_draft=is_draft)


def rows(file: SemesterFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.body.decode())))


def test_a_row_says_what_a_bank_did() -> None:
    (row,) = rows(made(TEGAL))
    assert row["sampah_masuk_ton"] == "2.000500"
    assert (row["sampah_terkelola_ton"], row["residu_ton"]) == ("1.980250", "0.020250")
    assert (row["persen_plastik"], row["persen_kertas"], row["persen_kaca"]) == (
        "75.00", "24.99", "0.00",
    )  # fmt: skip
    assert (row["jumlah_nasabah"], row["nasabah_aktif"], row["omzet_rp"]) == ("90", "71", "2190000")
    assert (row["lintang"], row["kode_desa"]) == ("-8.66", "51.71.01.1003")


def test_every_family_of_waste_has_its_column() -> None:
    whole = replace(TEGAL, by_group_g={group.value: 1_000 for group in WasteGroup})
    (row,) = rows(made(whole))
    shares = [value for heading, value in row.items() if heading.startswith("persen_")]
    assert shares == ["12.50"] * len(WasteGroup)


def test_the_same_facts_in_any_order_are_the_same_bytes() -> None:
    other = replace(TEGAL, code="BSU-5171011003-01", by_group_g={}, residue_g=0)
    one = made(TEGAL, other)
    assert one == made(other, TEGAL)
    assert one.name == "sipsn-2026-2.csv"
    assert rows(one)[0]["sampah_masuk_ton"] == "0.000000"
    assert one.sha256 != made(TEGAL).sha256


def test_it_waits_for_sessions_that_are_open() -> None:
    waiting = replace(TEGAL, open_sessions=1)
    with pytest.raises(DomainError) as said:
        made(waiting)
    assert said.value.code == "waste_banks.sipsn.open_sessions"
    assert made(waiting, is_draft=True).name == "sipsn-2026-2-draf.csv"
    with pytest.raises(Invalid):
        made(TEGAL, semester=3)


@pytest.mark.parametrize("name", ["=1+1", "+62", "-x", "@SUM(A1)", "\tx"])
def test_what_a_spreadsheet_would_run_stays_text(name: str) -> None:
    (row,) = rows(made(replace(TEGAL, name=name)))
    assert row["nama_bank_sampah"] == f"'{name}"
