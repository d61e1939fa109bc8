"""Files for banks, city and ministry: what was booked, the same bytes again, nothing that runs."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from hashlib import sha256

import pytest
from openpyxl import load_workbook

from sewaka.kernel.errors import Invalid
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.correcting import reverse_deposit
from sewaka.modules.waste_banks.actions.selling import write_off
from sewaka.modules.waste_banks.models import WasteCategory, WeighingSession
from sewaka.modules.waste_banks.rules import spans
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.tests.test_stock_pages import form
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from tests.cast import NOW, Cast, Player

MONTHS = "/api/v1/waste-banks/reports"
SIPSN = "/api/v1/waste-banks/sipsn/2026/2.csv"


@pytest.fixture
def busy(sesetan: Village, tirta: Player) -> Village:
    """28 kg came, one more was weighed wrong, 12.5 kg were sold and 200 g dried."""
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000), ("HVS", 3_000))])
    [wrong] = sesetan.bring([sesetan.wish(("HVS", 7_000))])
    reverse_deposit(deposit_id=wrong.deposit.pk, reason="dua kali", actor=tirta.actor, now=NOW)
    sold = tirta.client.post(f"/kerja/bank-sampah/{sesetan.bank.code}/jual", form())
    assert sold.status_code == 302
    return sesetan


def test_half_years_and_months() -> None:
    assert spans.month("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert spans.semester(2026, 1) == (date(2026, 1, 1), date(2026, 6, 30))
    assert spans.semester(2026, 2) == (date(2026, 7, 1), date(2026, 12, 31))
    assert spans.semesters_before(date(2026, 3, 1), count=3) == [(2026, 1), (2025, 2), (2025, 1)]
    for wrong in ("2026-13", "2026-00", "2026-1", "../etc", "\u0662\u0660\u0662\u0666-11"):
        with pytest.raises(Invalid):
            spans.month(wrong)


@pytest.mark.django_db
def test_a_month_in_three_forms_says_the_same(busy: Village, wira: Player) -> None:
    said = wira.client.get(f"{MONTHS}/2026-11.json").json()
    assert (said["in_g"], said["in_idr"], said["deposits"]) == (28_000, 103_028, 1)
    assert (said["sold_g"], said["lost_g"], said["sold_idr"]) == (12_500, 200, 60_000)
    assert (said["customers"], said["active_customers"]) == (1, 1)
    assert said["co2e"]["low_g"] == 0, "one source only"
    assert {one["verified"] for one in said["co2e"]["sources"]} == {False}
    lines = list(
        csv.DictReader(io.StringIO(wira.client.get(f"{MONTHS}/2026-11.csv").content.decode()))
    )
    by_code = {(one["section"], one["code"]): one["value"] for one in lines}
    assert by_code["sort_g", "PET_CLEAR"] == "25000"
    assert by_code["bank_g", busy.bank.code] == "28000"
    assert by_code["figure", "sold_g"] == "12500"
    book = load_workbook(io.BytesIO(wira.client.get(f"{MONTHS}/2026-11.xlsx").content))
    rows = [tuple(row) for row in book.active.iter_rows(values_only=True)]
    assert ("sort_g", "PET_CLEAR", "botol PET bening bersih", 25_000) in rows
    empty = wira.client.get(f"{MONTHS}/2026-10.json").json()
    assert (empty["in_g"], empty["deposits"], empty["sorts"]) == (0, 0, [])


@pytest.mark.django_db
def test_a_name_is_never_a_formula(busy: Village, wira: Player) -> None:
    WasteCategory.objects.filter(code="HVS").update(name="=1+1")
    assert b"'=1+1" in wira.client.get(f"{MONTHS}/2026-11.csv").content
    book = load_workbook(io.BytesIO(wira.client.get(f"{MONTHS}/2026-11.xlsx").content))
    names = {row[2].value: row[2].data_type for row in book.active.iter_rows()}
    assert names["'=1+1"] != "f"


@pytest.mark.django_db
def test_officers_read_their_own_bank(busy: Village, cast: Cast, tirta: Player) -> None:
    own = f"{MONTHS}/2026-11.json?bank={busy.bank.code}"
    said = tirta.client.get(own).json()
    assert (said["bank"], said["in_g"], said["banks"]) == (busy.bank.code, 28_000, [])
    assert tirta.client.get(f"{MONTHS}/2026-11.json").status_code == 404
    assert cast["gede2"].client.get(own).status_code == 404
    assert tirta.client.get(f"{MONTHS}/2026-13.json?bank={busy.bank.code}").status_code == 422
    assert tirta.client.get(f"{MONTHS}/2026-11.exe?bank={busy.bank.code}").status_code == 404


@pytest.mark.django_db
def test_the_semester_file_is_the_same_again_and_its_hash_is_kept(
    busy: Village, wira: Player
) -> None:
    first, second = (wira.client.get(SIPSN) for _ in range(2))
    assert first.content == second.content
    (row,) = csv.DictReader(io.StringIO(first.content.decode()))
    assert (row["kode"], row["sampah_masuk_ton"]) == (busy.bank.code, "0.028000")
    assert (row["omzet_rp"], row["nasabah_aktif"]) == ("60000", "1")
    assert row["pengelola"].startswith("Tirta")
    kept = EventRow.objects.filter(name="waste_banks.semester_file_made")
    assert {one.data["sha256"] for one in kept} == {sha256(first.content).hexdigest()}
    assert first.headers["ETag"] == f'"{sha256(first.content).hexdigest()}"'


@pytest.mark.django_db
def test_a_day_that_is_not_locked_allows_a_draft_only(busy: Village, wira: Player) -> None:
    WeighingSession.objects.create(
        bank=busy.bank, on=TODAY, begins_at=NOW, ends_at=NOW + timedelta(hours=4), place="Balai",
        status=SessionState.SYNCED.value,
    )  # fmt: skip
    refused = wira.client.get(SIPSN)
    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "waste_banks.sipsn.open_sessions",
    )
    assert not EventRow.objects.filter(name="waste_banks.semester_file_made").exists()
    assert wira.client.get(f"{SIPSN}?draft=true").status_code == 200
    desk = wira.client.get("/kerja/bank-sampah/pengawasan").content.decode()
    assert f"{SIPSN}?draft=true" in desk
    WeighingSession.objects.update(status=SessionState.CANCELLED.value)
    assert f'{SIPSN}"' in wira.client.get("/kerja/bank-sampah/pengawasan").content.decode()
    assert wira.client.get("/api/v1/waste-banks/sipsn/2026/3.csv").status_code == 422


@pytest.mark.django_db
def test_residue_alone_is_not_managed(busy: Village, wira: Player, tirta: Player) -> None:
    """What dried was managed; what was thrown away was not."""
    for cause in (StockCause.SHRINK, StockCause.RESIDUE):
        write_off(
            bank_id=busy.bank.pk, act_id=new_id(), lost_g={"HVS": 500}, cause=cause, day=TODAY,
            actor=tirta.actor, now=NOW,
        )  # fmt: skip
    said = wira.client.get(f"{MONTHS}/2026-11.json").json()
    assert (said["lost_g"], said["residue_g"]) == (1_200, 500)
    (row,) = csv.DictReader(io.StringIO(wira.client.get(SIPSN).content.decode()))
    assert (row["sampah_terkelola_ton"], row["residu_ton"]) == ("0.027500", "0.000500")
