"""What came by a card that nobody knew finds its customer at the counter."""

from __future__ import annotations

import pytest

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.actions.correcting import (
    accept_deposit,
    identify_deposit,
    reverse_deposit,
)
from sewaka.modules.waste_banks.models import Deposit
from sewaka.modules.waste_banks.rules.kinds import Purpose
from sewaka.modules.waste_banks.tests.test_customer_pages import page
from sewaka.modules.waste_banks.tests.village import Village
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


def unknown(at: Village) -> Deposit:
    """A kilogram and a half of paper, booked without a customer."""
    [taken] = at.bring([at.wish(("HVS", 1_500), customer_id=None)])
    return accept_deposit(deposit_id=taken.deposit.pk, actor=SYSTEM, now=NOW)


def identify(deposit: Deposit, at: Village, by: Player) -> None:
    """It is Made's."""
    identify_deposit(deposit_id=deposit.pk, customer_id=at.made.pk, actor=by.actor, now=NOW)


def test_given_to_its_customer_at_the_counter(
    sesetan: Village, tirta: Player, tini: Player
) -> None:
    deposit = unknown(sesetan)
    assert sesetan.account("2090") == 1_427
    desk = f"/kerja/bank-sampah/loket/{sesetan.bank.code}"
    assert "Dari kartu yang tidak dikenal" in page(tini, desk)
    assert "Berikan kepada nasabah" not in page(tini, desk)
    url = f"/kerja/bank-sampah/setoran/{deposit.pk}/pemilik"
    for wrong in ("", "0009999999", "abc"):
        said = tirta.client.post(url, {"number": wrong}, follow=True)
        assert "bank lain" in said.content.decode()
        assert sesetan.account("2090") == 1_427
    assert tirta.client.post(url, {"number": sesetan.made.number})["Location"] == desk
    assert (sesetan.account("2090"), sesetan.balance()) == (0, 1_427)
    assert "Dari kartu yang tidak dikenal" not in page(tirta, desk)
    with pytest.raises(DomainError, match=r"has_customer"):
        identify(deposit, sesetan, tirta)


def test_reversed_after_it_was_identified(sesetan: Village, tirta: Player) -> None:
    deposit = unknown(sesetan)
    identify(deposit, sesetan, tirta)
    reverse_deposit(deposit_id=deposit.pk, reason="salah", actor=tirta.actor, now=NOW)
    assert (sesetan.account("2090"), sesetan.balance(), sesetan.account("1100")) == (0, 0, 0)


def test_a_gift_stays_the_social_funds(sesetan: Village, tirta: Player) -> None:
    [taken] = sesetan.bring(
        [sesetan.wish(("HVS", 1_500), customer_id=None, purpose=Purpose.DONATION)]
    )
    identify(taken.deposit, sesetan, tirta)
    assert (sesetan.account("2090"), sesetan.balance()) == (0, 0)
    assert sesetan.account("2200") == 1_502
