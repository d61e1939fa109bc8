"""Who saves in the demo city: invented people, some from the begin, most of them of late."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sewaka.kernel.access import SYSTEM
from sewaka.modules.waste_banks.actions.customers import (
    CustomerDraft,
    change_phone,
    register_customers,
)
from sewaka.modules.waste_banks.models import Customer, WasteBank
from sewaka.modules.waste_banks.rules.kinds import BankKind
from sewaka.platform.people import api as people

SESETAN = "51.71.01.1003"
MADE = "made@contoh.example"
_NAMES = (
    "Wayan", "Made", "Nyoman", "Ketut", "Putu", "Kadek", "Komang", "Gede", "Luh", "Iluh",
    "Agung", "Dewa", "Ida Ayu", "Gusti",
)  # fmt: skip
_MORE_AT_HOME = 6  # customers of Sesetan's unit, so that every state is there
_JOINED_DAYS_AGO = (182, 121, 60)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a city: `customers` of each bank from the begin, and how many joined of late."""

    customers: int
    months: int
    joined: int = 0


def is_home(bank: WasteBank) -> bool:
    """Where Made saves."""
    return bank.village_code == SESETAN and bank.kind == BankKind.UNIT


def join(
    bank: WasteBank, size: Size, draw: random.Random, *, began: datetime, now: datetime
) -> list[Customer]:
    """Invented people; the first of Sesetan's unit is Made. Those who joined of late come last."""
    of_made = is_home(bank)
    made = next((one for one in people.demo_people() if one.email == MADE), None)
    first = []
    for n in range(size.customers + (_MORE_AT_HOME if of_made else 0)):
        # Who has waste fetched and no account is told by SMS.
        phone = f"0812 0000 {n:04d}" if of_made and 0 < n <= _MORE_AT_HOME else None
        if of_made and n == 0 and made is not None:
            name, person_id = "Made (contoh)", made.pk
            first.append(_somebody(bank, name=name, person_id=person_id))
        else:
            first.append(_somebody(bank, name=_name(draw), phone=phone))
    found = _register(bank, first, at=began)
    if of_made:
        _wants_no_sms(found[_MORE_AT_HOME], at=began)
    for n, days in enumerate(_JOINED_DAYS_AGO):
        share = len(range(n, size.joined, len(_JOINED_DAYS_AGO)))
        later = [_somebody(bank, name=_name(draw)) for _ in range(share)]
        found += _register(bank, later, at=now - timedelta(days=days)) if later else []
    return found


def _name(draw: random.Random) -> str:
    return f"{draw.choice(_NAMES)} {draw.choice(_NAMES)} (contoh)"


def _somebody(
    bank: WasteBank, *, name: str, phone: str | None = None, person_id: UUID | None = None
) -> CustomerDraft:
    return CustomerDraft(
        name=name, village_code=bank.village_code, phone=phone, person_id=person_id
    )


def _register(bank: WasteBank, drafts: Sequence[CustomerDraft], *, at: datetime) -> list[Customer]:
    made = register_customers(bank_id=bank.pk, drafts=drafts, actor=SYSTEM, now=at)
    return [one.customer for one in made]


def _wants_no_sms(customer: Customer, *, at: datetime) -> None:
    number = customer.phone or ""
    change_phone(customer_id=customer.pk, phone=number, wants_sms=False, actor=SYSTEM, now=at)
