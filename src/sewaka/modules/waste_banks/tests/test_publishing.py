"""Closed months are published once, balanced, with hashes that everybody can make again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.timezone import localdate

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.correcting import reverse_deposit
from sewaka.modules.waste_banks.actions.publishing import count_banks, count_city, publish_months
from sewaka.modules.waste_banks.actions.selling import write_off
from sewaka.modules.waste_banks.exporters import feeds
from sewaka.modules.waste_banks.models import CityFigures, MassLine, PublishedMonth
from sewaka.modules.waste_banks.queries.banks import bank_page
from sewaka.modules.waste_banks.rules import publishing
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.rules.publishing import Mass
from sewaka.modules.waste_banks.tests.test_stock_pages import form
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Cast, Player

LATER = NOW + timedelta(days=45)  # November is over for good: 7 January


def said(url: str, *, status: int = 200) -> str:
    answer = Client().get(url)
    assert answer.status_code == status
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


@pytest.fixture
def busy(sesetan: Village, tirta: Player) -> Village:
    """A month of every kind of movement."""
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000), ("HVS", 3_000))])
    [wrong] = sesetan.bring([sesetan.wish(("HVS", 7_000))])
    reverse_deposit(deposit_id=wrong.deposit.pk, reason="dua kali", actor=tirta.actor, now=NOW)
    tirta.client.post(f"/kerja/bank-sampah/{sesetan.bank.code}/jual", form())
    write_off(
        bank_id=sesetan.bank.pk, act_id=new_id(), lost_g={"HVS": 500}, cause=StockCause.RESIDUE,
        day=TODAY, actor=tirta.actor, now=NOW,
    )  # fmt: skip
    return sesetan


def test_a_month_is_due_35_days_after_its_end() -> None:
    first = date(2026, 1, 1)
    assert list(publishing.due(first, today=date(2026, 3, 6))) == []
    assert list(publishing.due(first, today=date(2026, 3, 7))) == [first]
    assert list(publishing.due(date(2025, 12, 9), today=date(2026, 3, 7))) == [
        date(2025, 12, 1),
        first,
    ]


@pytest.mark.django_db
def test_a_month_is_published_once_and_balances(busy: Village) -> None:
    assert publish_months(actor=SYSTEM, now=NOW) == 0
    assert publish_months(actor=SYSTEM, now=LATER) == 1
    assert publish_months(actor=SYSTEM, now=LATER) == 0
    one = PublishedMonth.objects.get()
    assert (one.month, one.deposits, one.in_idr) == (date(2026, 11, 1), 1, 103_028)
    mass = {line.category: line for line in one.mass.all()}
    paper = mass["HVS"]
    assert (paper.in_g, paper.lost_g, paper.closing_g) == (3_000, 500, 2_500)
    bottles = mass["PET_CLEAR"]
    assert (bottles.in_g, bottles.sold_g, bottles.lost_g, bottles.closing_g) == (
        25_000, 12_500, 200, 12_300,
    )  # fmt: skip
    assert sum(line.closing_idr for line in one.trial.all()) == 0
    assert sum(line.debit_idr - line.credit_idr for line in one.trial.all()) == 0
    assert {len(line.account) for line in one.trial.all()} == {4}, "no account of a customer"


@pytest.mark.django_db
def test_the_hashes_can_be_made_again(busy: Village) -> None:
    publish_months(actor=SYSTEM, now=LATER)
    one = PublishedMonth.objects.get()
    rows = feeds.mass_balance(cursor="", limit=100).rows
    text = "".join(
        f"{row['category']},{row['opening_g']},{row['in_g']},{row['bought_g']},{row['sold_g']},"
        f"{row['lost_g']},{row['closing_g']}\n"
        for row in sorted(rows, key=lambda row: row["category"])
    )
    assert sha256(text.encode()).hexdigest() == one.mass_sha256
    assert all(
        Mass(
            line.category, line.opening_g, line.in_g, line.bought_g, line.sold_g, line.lost_g,
            line.closing_g,
        ).is_balanced
        for line in MassLine.objects.all()
    )  # fmt: skip
    assert feeds.summary(cursor="", limit=9).rows[0]["trial_sha256"] == one.trial_sha256
    assert len(one.trial_sha256) == 64


@pytest.mark.django_db
def test_what_comes_later_stands_in_the_next_month(busy: Village) -> None:
    publish_months(actor=SYSTEM, now=LATER)
    busy.bring([busy.wish(("HVS", 900))], now=LATER)
    assert publish_months(actor=SYSTEM, now=LATER + timedelta(days=31)) == 1
    later = PublishedMonth.objects.get(month=date(2026, 12, 1))
    line = later.mass.get(category="HVS")
    assert (line.opening_g, line.in_g, line.closing_g) == (2_500, 900, 3_400)
    assert ledger.verify() == []


@pytest.mark.django_db
def test_published_is_published(busy: Village, cast: Cast) -> None:
    with pytest.raises(NotFound):
        publish_months(actor=cast["tirta"].actor, now=LATER)
    publish_months(actor=SYSTEM, now=LATER)
    for table in (PublishedMonth, MassLine):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.all().delete()


@pytest.mark.django_db
def test_everybody_reads_it(busy: Village) -> None:
    bank = f"/bank-sampah/{busy.bank.code}"
    assert "Belum ada bulan yang ditutup" in said(bank)
    publish_months(actor=SYSTEM, now=LATER)
    one = PublishedMonth.objects.get()
    assert one.trial_sha256[:8] in said(bank)
    shown = said(f"{bank}/bulan/2026-11")
    for words in (one.trial_sha256, one.mass_sha256, "12,3 kg", "2000 Tabungan", "November 2026"):
        assert words in shown
    said(f"{bank}/bulan/2026-10", status=404)
    assert Client().get(f"{bank}/bulan/kemarin").status_code in (404, 422)


@pytest.mark.django_db
def test_the_city_is_counted_once_a_night(busy: Village) -> None:
    assert "dihitung pada malam hari" in said("/bank-sampah/angka")
    count_city(actor=SYSTEM, now=NOW)
    busy.bring([busy.wish(("HVS", 100_000))])
    shown = said("/bank-sampah/angka")
    for words in ("28 kg", "636.599", "US EPA WARM v15", "belum", "0 sampai", "(satu sumber)"):
        assert words in shown
    assert "0,1 ton" not in said("/bank-sampah")
    count_city(actor=SYSTEM, now=NOW)
    assert CityFigures.objects.get().year_sorts["HVS"] == 103_000
    count_city(actor=SYSTEM, now=NOW + timedelta(days=400))
    kept = CityFigures.objects.get()
    assert (kept.day, kept.active_customers, kept.year_sorts) == (
        localdate(NOW + timedelta(days=400)), 0, {},
    )  # fmt: skip


def test_a_banks_own_page_reads_one_row(busy: Village) -> None:
    def shown() -> tuple[int, int]:
        figures = bank_page(actor=ANONYMOUS, code=busy.bank.code, today=TODAY).figures
        return figures.net_g, figures.deposits

    before = shown()
    assert count_banks(actor=SYSTEM, now=NOW) == 1
    assert shown() == before
    busy.bring([busy.wish(("HVS", 700))])
    assert shown() == before, "what came today is counted in the night"
    count_banks(actor=SYSTEM, now=NOW)
    assert shown() == (before[0] + 700, before[1] + 1)
