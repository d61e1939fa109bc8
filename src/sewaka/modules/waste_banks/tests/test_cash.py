"""How much cash a bank brings along: what was asked for, and what Galungan may ask for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.queries.cash import cash_desk
from sewaka.modules.waste_banks.rules import withdrawing as rules
from sewaka.modules.waste_banks.rules.kinds import Form
from sewaka.modules.waste_banks.tests.test_web import text_of
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Player

FEAST = date(2026, 6, 17)  # Galungan, as calendars have it


def test_seasons_are_three_weeks_before_the_feast() -> None:
    former, coming = rules.seasons_around(TODAY)
    assert (former.first, former.feast) == (date(2026, 5, 27), FEAST)
    assert (coming.first, coming.feast) == (date(2026, 12, 23), date(2027, 1, 13))
    assert rules.seasons_around(FEAST)[1].feast == FEAST, "on the day itself it is still on"
    assert rules.seasons_around(FEAST + timedelta(days=1))[0].feast == FEAST


def test_the_same_part_of_savings_is_expected_again() -> None:
    assert rules.expected_idr(saved_idr=1_000, then_saved_idr=3, then_paid_idr=1) == 334
    assert rules.expected_idr(saved_idr=1_000, then_saved_idr=3, then_paid_idr=9) == 1_000
    assert rules.expected_idr(saved_idr=1_000, then_saved_idr=0, then_paid_idr=0) is None
    assert rules.expected_idr(saved_idr=1_000, then_saved_idr=3, then_paid_idr=0) is None


@pytest.mark.django_db
def test_the_cashier_sees_what_to_bring_along(sesetan: Village, gede: Player) -> None:
    before = NOW - timedelta(days=200)
    early = sesetan.wish(("PET_CLEAR", 25_000), day=date(2026, 5, 20), occurred_at=before)
    sesetan.bring([early])
    _ask(sesetan, 47_512, days_ago=(TODAY - FEAST).days, is_paid=True)  # half of 95,024
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    _ask(sesetan, 42_536, days_ago=0)
    _ask(sesetan, 20_000, days_ago=0, form=Form.GROCERIES)
    desk = cash_desk(actor=gede.actor, code=sesetan.bank.code, today=TODAY)
    assert (desk.then_saved_idr, desk.then_paid_idr) == (95_024, 47_512)
    assert (desk.saved_idr, desk.expected_idr) == (80_000, 40_000)
    assert (desk.asked, desk.asked_idr, desk.cash_idr) == (1, 42_536, -47_512)
    assert desk.missing_idr == 42_536 + 40_000 + 47_512
    page = text_of(gede.client, f"/kerja/bank-sampah/{sesetan.bank.code}/kas")
    for words in ("Rp 42.536 (1)", "Rp 40.000", "Rp 130.048", "13 Januari 2027"):
        assert words in page
    assert "/kas" in gede.client.get(f"/kerja/bank-sampah/loket/{sesetan.bank.code}").text


@pytest.mark.django_db
def test_a_young_bank_expects_nothing_it_does_not_know(sesetan: Village, gede: Player) -> None:
    page = text_of(gede.client, f"/kerja/bank-sampah/{sesetan.bank.code}/kas")
    assert "belum diketahui" in page


def _ask(
    at: Village, amount: int, *, days_ago: int, form: Form = Form.CASH, is_paid: bool = False
) -> None:
    then = NOW - timedelta(days=days_ago)
    wish = WithdrawalWish(id=new_id(), customer_id=at.made.pk, amount_idr=amount, form=form)
    row = request_withdrawal(wish=wish, actor=SYSTEM, now=then)
    for action, given in (("approve", {}), ("pay", {"proof": "K-1"})) if is_paid else ():
        cases.move(case_id=row.pk, action=action, actor=SYSTEM, now=then, given=given)
