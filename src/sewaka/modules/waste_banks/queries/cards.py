"""Whose card it is, as far as the reader may know; and who of a bank could be given one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.fields import open_ring, preload
from sewaka.kernel.ids import digest
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Customer, WasteBank
from sewaka.modules.waste_banks.queries.desk import bank_at, note
from sewaka.modules.waste_banks.rules.numbers import read_card_token
from sewaka.modules.waste_banks.rules.states import CustomerState

LISTED = 50


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card that somebody holds. `customer` only for an officer of its bank."""

    bank: WasteBank
    customer: Customer | None


def card_of(*, token: str, actor: Actor) -> FoundCard | None:
    """Which bank a card is of; None for whatever is no card, or none any more.

    Raises NotFound for what is not even written like one.
    """
    known = read_card_token(token)
    if known is None:
        raise NotFound("waste_banks.customer.not_found")
    living = Customer.objects.exclude(status=CustomerState.CLOSED.value).select_related("bank")
    found = living.filter(card_hash=digest(known)).first()
    if found is None:
        return None
    is_officer = bool(access.duties(actor=actor, bank=found.bank))
    return FoundCard(found.bank, found if is_officer else None)


def to_give(*, actor: Actor, code: str, now: datetime) -> tuple[WasteBank, Sequence[Customer]]:
    """The bank and its newest customers, for the sheet of cards; whoever is shown is noted."""
    bank, _held = bank_at(actor=actor, code=code)
    own = bank.customers.exclude(status=CustomerState.CLOSED.value)
    rows = list(own.order_by("-serial")[:LISTED])
    with open_ring():
        preload(rows)
        for one in rows:
            one.name = one.name or one.number
    note(seen=rows, actor=actor, now=now)
    return bank, rows
