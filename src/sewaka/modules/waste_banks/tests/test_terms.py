"""How a bank pays out and shares is a supervisor's word, with a reason, in the log."""

from __future__ import annotations

import pytest

from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.terms import decide_terms
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.rules.kinds import PayoutRule
from sewaka.modules.waste_banks.rules.terms import Terms, check_terms
from sewaka.modules.waste_banks.tests.test_customer_pages import page
from sewaka.modules.waste_banks.tests.village import Village, bank
from tests.cast import NOW, Player
from tests.writes import nothing_written

FORM = {
    "least": "20000", "payout": "HOLD_DAYS", "hold_days": "7",
    "customers": "85", "board": "10", "social": "5", "reason": "rapat anggota",
}  # fmt: skip


def terms(**more: object) -> Terms:
    """Terms that are right."""
    known: dict[str, object] = {
        "least_idr": 20_000, "payout": PayoutRule.ANYTIME, "hold_days": 0,
        "customers_bp": 8_500, "board_bp": 1_000, "social_bp": 500,
    }  # fmt: skip
    return Terms(**(known | more))  # type: ignore[arg-type] # what the tests vary


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"least_idr": 0}, "least"),
        ({"least_idr": 1_000_001}, "least"),
        ({"hold_days": 1}, "hold_days"),
        ({"payout": PayoutRule.HOLD_DAYS}, "hold_days"),
        ({"payout": PayoutRule.HOLD_DAYS, "hold_days": 91}, "hold_days"),
        ({"board_bp": 1_001}, "social"),
    ],
)
def test_what_is_refused(more: dict[str, object], field: str) -> None:
    check_terms(terms())
    with pytest.raises(Invalid) as said:
        check_terms(terms(**more))
    assert list(said.value.fields) == [field]


@pytest.mark.django_db
def test_on_the_page_it_holds_at_once(sesetan: Village, wira: Player, made: Player) -> None:
    other = bank("Bank lain")
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    url = f"/kerja/bank-sampah/{sesetan.bank.code}/ketentuan"
    assert "Ketentuan pembayaran" in page(wira, url)
    for wrong in ({"social": "6"}, {"reason": " "}, {"hold_days": "0"}, {"payout": "NEVER"}):
        assert wira.client.post(url, FORM | wrong).status_code == 422
    assert wira.client.post(url, FORM).status_code == 302
    sesetan.bank.refresh_from_db()
    held = (sesetan.bank.min_withdrawal_idr, sesetan.bank.payout_rule, sesetan.bank.hold_days)
    assert held == (20_000, "HOLD_DAYS", 7)
    assert (sesetan.bank.share_customers_bp, sesetan.bank.share_board_bp) == (8_500, 1_000)
    event = EventRow.objects.get(name="waste_banks.terms_decided")
    assert (event.actor_id, event.data["reason"]) == (wira.person.pk, "rapat anggota")
    assert event.data["social_bp"] == 500
    wish = WithdrawalWish(id=new_id(), customer_id=sesetan.made.pk, amount_idr=50_000)
    with pytest.raises(DomainError) as said:
        request_withdrawal(wish=wish, actor=made.actor, now=NOW)
    assert said.value.facts["free"] == 0, "what was brought today is kept back for a week"
    other.refresh_from_db()
    assert other.min_withdrawal_idr == 10_000


@pytest.mark.django_db
def test_heads_do_not_decide_about_their_own_share(sesetan: Village, tirta: Player) -> None:
    with nothing_written(), pytest.raises(NotFound):
        decide_terms(
            bank_id=sesetan.bank.pk, terms=terms(), reason="rapat", actor=tirta.actor, now=NOW
        )
