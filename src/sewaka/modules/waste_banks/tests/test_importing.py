"""A workbook of opening balances: shown, posted once, the same again changes nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook as Xlsx

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks import importers
from sewaka.modules.waste_banks.actions.openings import look_at_openings, post_openings
from sewaka.modules.waste_banks.commands import waste_banks
from sewaka.modules.waste_banks.queries.openings import Plan
from sewaka.modules.waste_banks.rules.openings.sheets import Severity
from sewaka.modules.waste_banks.tests.village import Village, customer
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

HEADINGS = ["No", "Nama", "No Rekening", "Saldo (Rp)"]


def xlsx(*lines: list[Any]) -> bytes:
    book = Xlsx()
    sheet = book.active
    sheet.title = "Saldo"
    for line in (["BANK SAMPAH CONTOH"], HEADINGS, *lines):
        sheet.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def look(sesetan: Village, file: bytes, **more: Any) -> Plan:
    known: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
    book = importers.read_workbook(file)
    return look_at_openings(bank_id=sesetan.bank.pk, workbook=book, **(known | more))


def post(sesetan: Village, file: bytes, shown: str) -> tuple[int, int]:
    book = importers.read_workbook(file)
    done = post_openings(bank_id=sesetan.bank.pk, workbook=book, shown=shown, actor=SYSTEM, now=NOW)
    return done.fresh, done.replayed


def untidy(sesetan: Village) -> bytes:
    luh = customer(sesetan.bank, "Luh Contoh")
    return xlsx(
        [1, "MADE CONTOH", sesetan.made.number, "Rp 1.250.000,-"],
        [2, "Ni Luh Contoh", luh.number, 75_000],
        [3, "Wayan Entah", None, 5_000],
        [4, "Ketut", None, "=D3*2"],
    )


def test_it_is_shown_then_posted_and_the_same_again_changes_nothing(sesetan: Village) -> None:
    file = untidy(sesetan)
    plan = look(sesetan, file)
    assert (len(plan.openings), plan.total_idr) == (2, 1_325_000)
    errors = [(one.address, one.code) for one in plan.findings if one.severity is Severity.ERROR]
    assert errors == [
        ("Saldo!D6", "waste_banks.opening.formula"),
        ("Saldo!A5", "waste_banks.opening.unknown"),
    ]
    assert sesetan.balance() == 0, "nothing is written by looking"

    assert post(sesetan, file, plan.sha256) == (2, 0)
    assert (sesetan.balance(), sesetan.account("3000")) == (1_250_000, -1_325_000)
    assert look(sesetan, file).sha256 == plan.sha256
    assert post(sesetan, file, plan.sha256) == (0, 2)
    assert (sesetan.balance(), sesetan.account("3000")) == (1_250_000, -1_325_000)
    told = EventRow.objects.filter(name="waste_banks.openings_posted")
    assert [(row.data["rows"], row.data["total_idr"]) for row in told] == [(2, 1_325_000)]
    assert ledger.verify() == []


def test_another_file_of_the_same_customers_stays_out(sesetan: Village) -> None:
    first = xlsx([1, "Made", sesetan.made.number, 5_000])
    post(sesetan, first, look(sesetan, first).sha256)
    second = xlsx([1, "Made", sesetan.made.number, 6_000])
    plan = look(sesetan, second)
    assert [(one.address, one.code) for one in plan.findings] == [
        ("Saldo!A3", "waste_banks.opening.again")
    ]
    assert post(sesetan, second, plan.sha256) == (0, 0)
    assert sesetan.balance() == 5_000


def test_it_is_posted_only_as_it_was_shown(sesetan: Village) -> None:
    file = xlsx([1, "Luh Contoh", None, 5_000])
    shown = look(sesetan, file).sha256
    customer(sesetan.bank, "Luh Contoh")  # since then the row means somebody
    with pytest.raises(DomainError) as said:
        post(sesetan, file, shown)
    assert said.value.code == "waste_banks.openings.changed"
    assert sesetan.account("3000") == 0


def test_the_head_of_the_bank_alone(sesetan: Village, cast: Cast) -> None:
    file = untidy(sesetan)
    assert look(sesetan, file, actor=cast["tirta"].actor).total_idr == 1_325_000
    with pytest.raises(Forbidden):
        look(sesetan, file, actor=cast["tini"].actor)
    with pytest.raises(NotFound):
        look(sesetan, file, actor=cast["made"].actor)


def zipped(name: str, size: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, b"\0" * size)
    return written.getvalue()


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"no workbook", "unreadable"),
        (zipped("xl/other.xml", 10), "unreadable"),
        (zipped("xl/vbaProject.bin", 10), "macros"),
        (zipped("xl/bomb.xml", importers.MOST_UNPACKED + 1), "too_large"),
        (b"x" * (importers.MOST_BYTES + 1), "too_large"),
    ],
    ids=["text", "zip", "macros", "bomb", "long"],
)
def test_files_that_are_refused(file: bytes, code: str) -> None:
    with pytest.raises(DomainError) as said:
        importers.read_workbook(file)
    assert said.value.code == f"waste_banks.workbook.{code}"


def test_the_command_shows_and_posts(sesetan: Village, tmp_path: Path) -> None:
    file = tmp_path / "saldo.xlsx"
    file.write_bytes(untidy(sesetan))
    words = ["openings", sesetan.bank.code, str(file)]
    shown = CliRunner().invoke(waste_banks, words).output
    assert "error: Saldo!D6: Rumus; tulis jumlahnya langsung. =D3*2" in shown
    assert "warning: Saldo!D3: Dibaca sebagai jumlah. Rp 1.250.000,-, taken as 1250000" in shown
    agreed = shown.rpartition(" ")[2].strip()
    assert "2 rows posted, 0" in CliRunner().invoke(waste_banks, [*words, "--post", agreed]).output
    assert "0 rows posted, 2" in CliRunner().invoke(waste_banks, [*words, "--post", agreed]).output
    assert sesetan.balance() == 1_250_000
    assert CliRunner().invoke(waste_banks, ["openings", "BSU-0", str(file)]).exit_code == 1
