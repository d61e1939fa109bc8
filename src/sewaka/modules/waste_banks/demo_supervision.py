"""What the demo's fraud desk has to look at: three planted findings, one of them explained."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.customers import CustomerDraft, register_customer
from sewaka.modules.waste_banks.actions.depositing import DepositWish, LineWish, post_deposits
from sewaka.modules.waste_banks.actions.publishing import count_banks, count_city, publish_months
from sewaka.modules.waste_banks.actions.supervising import decide_flag, draw_sessions, write_flags
from sewaka.modules.waste_banks.models import Customer, FraudFlag, WasteBank
from sewaka.modules.waste_banks.rules.states import FlagState
from sewaka.platform.people import api as people


def plant(bank: WasteBank, customer: Customer, *, now: datetime) -> None:
    """One person twice, a weight that nobody carries, and one weighed days before it came."""
    for name in ("Luh Astuti (contoh)", "Luh Astutik (contoh)"):
        draft = CustomerDraft(name=name, village_code=bank.village_code, phone="081200000000")
        register_customer(bank_id=bank.pk, draft=draft, actor=SYSTEM, now=now)
    late = now - timedelta(days=6)
    wishes = [
        _wish(customer, "CARDBOARD", 250_000, at=now - timedelta(hours=1), now=now),
        _wish(customer, "CARDBOARD", 3_000, at=late, now=now),
    ]
    post_deposits(bank_id=bank.pk, wishes=wishes, actor=SYSTEM, now=now)
    write_flags(actor=SYSTEM, now=now)
    _explain(now=now)


def publish(home: WasteBank, *, now: datetime) -> None:
    """The closed months of one bank (the others follow in the night); what a night counts."""
    publish_months(actor=SYSTEM, now=now, bank_id=home.pk)
    count_city(actor=SYSTEM, now=now)
    count_banks(actor=SYSTEM, now=now)
    draw_sessions(actor=SYSTEM, now=now)


def _explain(*, now: datetime) -> None:
    """One of the findings is settled already."""
    known = FraudFlag.objects.filter(rule="F5").first()
    watcher = next(iter(people.people_with_role(access.SUPERVISOR, now=now)), None)
    if known is not None and watcher is not None:
        decide_flag(
            flag_id=known.pk,
            outcome=FlagState.EXPLAINED,
            reason="Ponsel petugas rusak; setoran disalin dari buku tulis (contoh).",
            actor=Actor(person_id=watcher.pk, grants=people.held_by(person_id=watcher.pk, now=now)),
            now=now,
        )


def _wish(
    customer: Customer, category: str, grams: int, *, at: datetime, now: datetime
) -> DepositWish:
    return DepositWish(
        id=new_id(),
        customer_id=customer.pk,
        lines=[LineWish(category=category, gross_g=grams)],
        day=localdate(at),
        occurred_at=at,
        received_at=now,
    )
