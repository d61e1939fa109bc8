"""The demo bank's doubts: a disputed line, a card that nobody knew, the next price list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils.timezone import localdate

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.waste_banks.actions.correcting import accept_deposit
from sewaka.modules.waste_banks.actions.depositing import DepositWish, LineWish, post_deposits
from sewaka.modules.waste_banks.actions.disputing import dispute_line
from sewaka.modules.waste_banks.actions.pricing import draft_prices
from sewaka.modules.waste_banks.models import Customer, WasteBank

_NEXT = {"PET_CLEAR": 4_200, "CARDBOARD": 1_350}


def seed(bank: WasteBank, customers: Sequence[Customer], *, now: datetime) -> None:
    """Made says that cardboard was weighed too light; somebody's card was not known."""
    made, at = customers[0], now - timedelta(days=1)
    lines = [LineWish(category="CARDBOARD", gross_g=2_400)]
    taken = post_deposits(
        bank_id=bank.pk,
        wishes=[
            DepositWish(
                id=uuid5(NAMESPACE_URL, f"contoh:waste_banks:doubt:{bank.code}:{whose}"),
                customer_id=whose,
                lines=lines,
                day=localdate(at),
                occurred_at=at,
            )
            for whose in (made.pk, None)
        ],
        actor=SYSTEM,
        now=at,
    )
    accept_deposit(deposit_id=taken[1].deposit.pk, actor=SYSTEM, now=at)
    if made.person_id is not None:
        dispute_line(
            deposit_id=taken[0].deposit.pk,
            n=1,
            words="Kardus saya hampir tiga kilo.",
            actor=Actor(person_id=made.person_id),
            now=now,
        )
    since = localdate(now) + timedelta(days=3)
    draft_prices(bank_id=bank.pk, prices=_NEXT, valid_from=since, actor=SYSTEM, now=now)
