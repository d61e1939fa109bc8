"""What auditors read, on pages and by programs; and the nightly proof."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger import auditing, jobs
from sewaka.platform.ledger.tests.books import DAY, NOW, WHEN, Books, make_books
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOME = "/kerja/buku-besar"
API = "/api/v1/ledger"


@pytest.fixture
def books() -> Books:
    """Two deposits, one of them reversed."""
    made = make_books()
    made.deposit("001", 5_000, fee=250)
    wrong = made.deposit("001", 900)
    ledger.reverse(
        journal_id=wrong, new_id=new_id(), when=WHEN, actor=SYSTEM, now=NOW, memo="keliru"
    )
    return made


@pytest.fixture
def auditor(cast: Cast) -> Client:
    return cast["auditor"].client


def test_from_the_book_to_the_journal_and_its_reversal(books: Books, auditor: Client) -> None:
    book = auditor.get(f"{HOME}/BSU-5171011003-01?on={DAY}")
    assert "Rp\u00a05.000" in book.content.decode()
    account = auditor.get(f"{HOME}/rekening/{books['2000/001']}")
    entries, older = auditing.entries(account_id=books["2000/001"])
    assert (sorted(one.amount for one in entries), older) == ([-4_750, -900, 900], "")
    reversing = next(one for one in entries if one.journal.reverses_id)
    assert f"jurnal/{reversing.journal_id}" in account.content.decode()
    journal = auditor.get(f"{HOME}/jurnal/{reversing.journal_id}")
    assert f"jurnal/{reversing.journal.reverses_id}" in journal.content.decode()
    back = auditor.get(f"{HOME}/jurnal/{reversing.journal.reverses_id}")
    assert f"jurnal/{reversing.journal_id}" in back.content.decode()
    read = EventRow.objects.filter(name="audit.read").order_by("position")
    assert [row.data["what"] for row in read] == [
        "ledger.Book", "ledger.Account", "ledger.Journal", "ledger.Journal",
    ]  # fmt: skip


def test_the_trial_balance_as_csv_and_json(books: Books, auditor: Client) -> None:
    lines = auditor.get(f"{HOME}/BSU-5171011003-01/neraca.csv?on={DAY}").content.decode().split()
    assert lines == [
        "account,opening,debit,credit,closing,entries",
        "1100,0,5900,900,5000,3", "2000/001,0,900,5650,-4750,3", "4000,0,0,250,-250,1",
    ]  # fmt: skip
    told = auditor.get(f"{API}/books/BSU-5171011003-01/trial-balance?on={DAY}").json()
    assert [(row["code"], row["closing"]) for row in told["items"]] == [
        ("1100", 5_000), ("2000/001", -4_750), ("4000", -250),
    ]  # fmt: skip
    assert told["sha256"] == ""
    before = auditor.get(f"{API}/books/BSU-5171011003-01/trial-balance?on=2026-11-22").json()
    assert before["items"] == []


def test_a_closed_period_says_its_hash(books: Books, auditor: Client) -> None:
    with transaction.atomic():
        said = ledger.close_period(book_id=books.id, through=DAY, actor=SYSTEM, now=NOW)
    told = auditor.get(f"{API}/books/BSU-5171011003-01/trial-balance?on={DAY}").json()
    periods = auditor.get(f"{API}/books/BSU-5171011003-01/periods").json()["items"]
    assert told["sha256"] == periods[0]["sha256"] == said
    assert said in auditor.get(f"{HOME}/BSU-5171011003-01").content.decode()


def test_entries_come_in_pages(books: Books, auditor: Client) -> None:
    for _ in range(auditing.PAGE):
        books.deposit("001", 100)
    path = f"{API}/accounts/{books['2000/001']}/entries"
    first = auditor.get(path).json()
    rest = auditor.get(path, {"cursor": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (auditing.PAGE, 3, "")
    seen = {one["journal_id"] for one in (*first["items"], *rest["items"])}
    assert len(seen) == auditing.PAGE + 3
    assert auditor.get(path, {"cursor": "x"}).status_code == 404


def test_what_is_not_there_is_not_there(auditor: Client) -> None:
    for path in ("/TIDAK-ADA", "/rekening/1", f"/jurnal/{new_id()}", "/TIDAK-ADA/neraca.csv"):
        assert auditor.get(f"{HOME}{path}").status_code == 404
    assert auditor.get(f"{API}/journals/{new_id()}").status_code == 404


def test_the_nightly_proof_can_be_read(books: Books, auditor: Client) -> None:
    assert auditor.get(f"{API}/check").json() == {"at": None, "findings": 0, "rules": []}
    jobs.verify()
    jobs.verify()
    assert (auditor.get(f"{API}/check").json()["at"] or "") != ""
    assert EventRow.objects.filter(name="ledger.books_checked").count() == 2
    last = ledger.last_check()
    assert last is not None
    assert (last.findings, last.rules) == (0, ())
