"""What banks are reminded of, counted for all of them at once. For the city's own job."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import BankOfficer, Deposit, WasteBank
from sewaka.modules.waste_banks.models.reading import aged_stock
from sewaka.modules.waste_banks.queries.semesters import open_sessions_by_bank
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import BankState, DepositState
from sewaka.platform.notify.api import Reader


@dataclass(frozen=True, slots=True)
class Office:
    """A bank that is at work, with who holds a duty there."""

    bank: WasteBank
    officers: Sequence[BankOfficer]

    def who(self, *duties: Duty) -> Sequence[Reader]:
        """Who holds one of these duties, each once."""
        held = (one for one in self.officers if Duty(one.duty) in duties)
        return list({one.person_id: one.person for one in held}.values())


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What a bank has left undone in a month: weighing days not locked, deposits not looked at."""

    days: int
    deposits: int


@dataclass(frozen=True, slots=True)
class Aged:
    """What lies too long at a bank: of how many sorts, and how much together."""

    sorts: int
    grams: int


def offices(*, actor: Actor, of: Collection[UUID] | None = None) -> Sequence[Office]:
    """Banks that take waste, by code, of those ids alone where ids are given. Two queries."""
    access.check_supervisor(actor=actor)
    banks = WasteBank.objects.filter(status=BankState.ACTIVE.value).order_by("code")
    if of is not None:
        banks = banks.filter(pk__in=of)
    rows = BankOfficer.objects.filter(until=None, bank__in=banks).select_related("person")
    held = defaultdict[UUID, list[BankOfficer]](list)
    for one in rows.order_by("since"):
        held[one.bank_id].append(one)
    return [Office(one, held[one.pk]) for one in banks]


def month_ends(*, actor: Actor, first: date, last: date) -> Mapping[UUID, MonthEnd]:
    """By bank; banks that have nothing to do are not among them. Two queries."""
    access.check_supervisor(actor=actor)
    rows = Deposit.objects.filter(
        status=DepositState.REVIEW.value, priced_on__range=(first, last)
    ).values_list("bank_id")
    waiting = dict(rows.annotate(n=Count("pk")).order_by())
    days = open_sessions_by_bank(actor=actor, first=first, last=last)
    return {
        bank_id: MonthEnd(days.get(bank_id, 0), waiting.get(bank_id, 0))
        for bank_id in days.keys() | waiting.keys()
    }


def aged_by_bank(*, actor: Actor, today: date) -> Mapping[UUID, Aged]:
    """By bank; where nothing lies too long is nothing. Two queries."""
    access.check_supervisor(actor=actor)
    sorts, grams = Counter[UUID](), Counter[UUID]()
    for (bank_id, _category), lies_g in aged_stock(today=today).items():
        sorts[bank_id] += 1
        grams[bank_id] += lies_g
    return {bank_id: Aged(sorts[bank_id], grams[bank_id]) for bank_id in sorts}
