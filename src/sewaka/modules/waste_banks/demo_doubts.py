"""The demo bank's doubts: a disputed line, an unknown card, what came late, the next prices."""

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
from sewaka.modules.waste_banks.rules.weighing.clocks import LATE

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
    _late(bank, customers[-1], now=now)
    since = localdate(now) + timedelta(days=3)
    draft_prices(bank_id=bank.pk, prices=_NEXT, valid_from=since, actor=SYSTEM, now=now)


def _late(bank: WasteBank, customer: Customer, *, now: datetime) -> None:
    """A phone found a signal after five days: Bu Asti of the main bank looks at it."""
    at = now - timedelta(days=5)
    wish = DepositWish(
        id=uuid5(NAMESPACE_URL, f"contoh:waste_banks:late:{bank.code}"),
        customer_id=customer.pk,
        lines=[LineWish(category="PET_CLEAR", gross_g=1_300)],
        day=localdate(at),
        occurred_at=at,
        received_at=now,
        reasons=(LATE,),
    )
    post_deposits(bank_id=bank.pk, wishes=[wish], actor=SYSTEM, now=now)
