"""A fee is dated: each deposit bears that of its own day, and F4 judges by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions import depositing
from sewaka.modules.waste_banks.actions.correcting import accept_deposit
from sewaka.modules.waste_banks.actions.fees import decide_fee
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.models import BankFee, Withdrawal
from sewaka.modules.waste_banks.queries.fraud import flags
from sewaka.modules.waste_banks.rules.fees import Fee, in_force
from sewaka.modules.waste_banks.rules.kinds import FeeOn
from sewaka.modules.waste_banks.tests.test_customer_pages import page
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
LATER = NOW + timedelta(days=2)


def decide(
    at: Village,
    bp: int,
    *,
    since: date = TOMORROW,
    on: FeeOn = FeeOn.DEPOSIT,
    actor: Actor = SYSTEM,
) -> BankFee:
    """The next fee, by the city's own job if nobody is named."""
    return decide_fee(bank_id=at.bank.pk, fee=Fee(since, bp, on), actor=actor, now=NOW)


def unseen_f4() -> list[str]:
    """Whom F4 finds."""
    found = flags(since=NOW - timedelta(days=9), now=LATER, actor=SYSTEM)
    return [one.subject for one in found if one.rule == "F4"]


def test_the_fee_of_a_day() -> None:
    fees = [Fee(TODAY, 500, FeeOn.DEPOSIT), Fee(TOMORROW, 300, FeeOn.WITHDRAWAL)]
    days = (TODAY - timedelta(days=9), TODAY, TOMORROW, TOMORROW + timedelta(days=9))
    assert [in_force(fees, day=day).bp for day in days] == [500, 500, 300, 300]


def test_what_comes_late_bears_the_fee_of_its_own_day(sesetan: Village, tirta: Player) -> None:
    decide(sesetan, 1_000)
    late = sesetan.wish(("HVS", 1_000))
    doubtful = sesetan.wish(("PET_CLEAR", 25_001))
    new = sesetan.wish(("HVS", 1_000), day=TOMORROW, occurred_at=NOW + timedelta(days=1))
    taken = sesetan.bring([late, doubtful, new], now=LATER)
    assert [one.deposit.fee_idr for one in taken[::2]] == [50, 100]
    accepted = accept_deposit(deposit_id=doubtful.id, actor=tirta.actor, now=LATER)
    assert accepted.fee_idr == accepted.gross_idr * 5 // 100
    assert unseen_f4() == []


def test_f4_finds_another_fee_than_that_of_the_day(
    sesetan: Village, tini: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = sesetan.wish(("HVS", 1_000), weigher_id=tini.person.pk)
    with monkeypatch.context() as patch:
        patch.setattr(depositing, "fees_of", lambda _bank: [Fee(TODAY, 600, FeeOn.DEPOSIT)])
        sesetan.bring([wish])
    assert unseen_f4() == [str(tini.person.pk)]


def test_taken_when_savings_are_taken_out(sesetan: Village, made: Player) -> None:
    decide(sesetan, 200, on=FeeOn.WITHDRAWAL)
    [taken] = sesetan.bring(
        [sesetan.wish(("PET_CLEAR", 20_000), day=TOMORROW, occurred_at=LATER)], now=LATER
    )
    assert taken.deposit.fee_idr == 0
    wish = WithdrawalWish(id=new_id(), customer_id=sesetan.made.pk, amount_idr=10_000)
    request_withdrawal(wish=wish, actor=made.actor, now=LATER)
    assert Withdrawal.objects.get().fee_idr == 200


def test_what_is_refused(sesetan: Village, tini: Player, gede2: Player) -> None:
    with nothing_written(), pytest.raises(Invalid) as said:
        decide(sesetan, 5_001, since=TODAY)
    assert list(said.value.fields) == ["bp", "since"]
    for player, error in ((tini, Forbidden), (gede2, NotFound)):
        with nothing_written(), pytest.raises(error):
            decide(sesetan, 100, actor=player.actor)
    decide(sesetan, 100)
    with pytest.raises(DomainError, match=r"waste_banks.fee.known"):
        decide(sesetan, 200)


def test_on_the_page(sesetan: Village, tini: Player, tirta: Player) -> None:
    url = f"/kerja/bank-sampah/{sesetan.bank.code}/jasa"
    assert "5 %" in page(tini, url)
    form = {"bp": "2,5", "on": "DEPOSIT", "since": f"{TOMORROW:%Y-%m-%d}"}
    assert tini.client.post(url, form).status_code == 404
    for wrong in ({"bp": "5 %"}, {"bp": "60"}, {"since": f"{TODAY:%Y-%m-%d}"}):
        assert tirta.client.post(url, form | wrong).status_code == 422
    assert tirta.client.post(url, form).status_code == 302
    shown = page(tirta, url)
    assert "2,5 %" in shown
    assert "berlaku mulai hari itu" in shown
