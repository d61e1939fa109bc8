"""What banks and their supervisors are reminded of, once each, by the city's own daily job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.ui import formats
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.cash import CashDesk, cash_of
from sewaka.modules.waste_banks.queries.reminding import (
    Aged,
    MonthEnd,
    aged_by_bank,
    month_ends,
    offices,
)
from sewaka.modules.waste_banks.queries.semesters import semester_facts
from sewaka.modules.waste_banks.rules import reminding
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.platform.calendars import api as calendars
from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people

_Facts = Mapping[str, notify.Fact]


@dataclass(frozen=True, slots=True)
class _Reminder:
    """`key`: what it is about, so that the next night's run writes it to nobody again."""

    template: str
    key: str
    page: str
    to: Sequence[notify.Reader]
    facts: Callable[[], _Facts]  # as its reader's language writes them


def remind(*, actor: Actor, now: datetime) -> int:
    """Send what is due today and was not sent yet; how many notices. Twice is once.

    For the city's own job and for supervisors.
    """
    access.check_supervisor(actor=actor)
    told = 0
    for due in (_stock, _month, _cash, _draft):
        with transaction.atomic():
            told += sum(_send(one, now=now) for one in due(actor=actor, now=now))
    return told


def _send(reminder: _Reminder, *, now: datetime) -> int:
    told = 0
    for person in reminder.to:
        with translation.override(person.language):
            facts = reminder.facts()
        sent = notify.send(
            template=reminder.template, to=person, facts=facts, now=now,
            url=reminder.page, key=reminder.key,
        )  # fmt: skip
        told += len(sent.notices)
    return told


def _stock(*, actor: Actor, now: datetime) -> Iterator[_Reminder]:
    """Heads hear of waste that lies too long, once a month while it does."""
    found = aged_by_bank(actor=actor, today=localdate(now))
    for office in offices(actor=actor, of=found.keys()):
        bank = office.bank
        yield _Reminder(
            "waste_banks.stock_aged",
            key=f"{bank.pk}:{localdate(now):%Y-%m}",
            page=reverse("waste_banks:stock", args=[bank.code]),
            to=office.who(Duty.MANAGER),
            facts=partial(_stock_facts, bank, found[bank.pk]),
        )


def _stock_facts(bank: WasteBank, aged: Aged) -> _Facts:
    return {
        "bank": bank.name,
        "sorts": aged.sorts,
        "weight": formats.weight(aged.grams),
        "days": reminding.KEEP.days,
    }


def _month(*, actor: Actor, now: datetime) -> Iterator[_Reminder]:
    """Heads hear what they have left undone in a month that is closed for good within a week."""
    due = reminding.month_to_close(localdate(now))
    if due is None:
        return
    last, closes = due
    found = month_ends(actor=actor, first=last.replace(day=1), last=last)
    for office in offices(actor=actor, of=found.keys()):
        bank = office.bank
        yield _Reminder(
            "waste_banks.month_closes",
            key=f"{bank.pk}:{last:%Y-%m}",
            page=reverse("waste_banks:sessions", args=[bank.code]),
            to=office.who(Duty.MANAGER),
            facts=partial(_month_facts, bank, found[bank.pk], last=last, closes=closes),
        )


def _month_facts(bank: WasteBank, left: MonthEnd, *, last: date, closes: date) -> _Facts:
    return {
        "bank": bank.name,
        "last": last,
        "closes": closes,
        "weighing_days": left.days,
        "deposits": left.deposits,
    }


def _cash(*, actor: Actor, now: datetime) -> Iterator[_Reminder]:
    """Cashiers and heads hear three weeks before Galungan how much may be asked for."""
    today = localdate(now)
    feast = calendars.next_galungan(today)
    if not reminding.is_time_for_cash(today, feast=feast):
        return
    for office in offices(actor=actor):
        desk = cash_of(actor=actor, bank=office.bank, today=today)
        yield _Reminder(
            "waste_banks.cash_for_galungan",
            key=f"{desk.bank.pk}:{feast.isoformat()}",
            page=reverse("waste_banks:cash", args=[desk.bank.code]),
            to=office.who(Duty.CASHIER, Duty.MANAGER),
            facts=partial(_cash_facts, desk, feast=feast),
        )


def _cash_facts(desk: CashDesk, *, feast: date) -> _Facts:
    return {
        "bank": desk.bank.name,
        "feast": feast,
        "cash": formats.rupiah(desk.cash_idr),
        "wanted": formats.rupiah(desk.wanted_idr),
        "saved": formats.rupiah(desk.saved_idr),
    }


def _draft(*, actor: Actor, now: datetime) -> Iterator[_Reminder]:
    """Supervisors hear that the half year is over, and what its file still lacks."""
    due = reminding.semester_to_draft(localdate(now))
    if due is None:
        return
    year, half = due
    rows = semester_facts(actor=actor, year=year, semester=half)
    facts: _Facts = {
        "year": str(year), "semester": half, "banks": len(rows),
        "weighing_days": sum(one.open_sessions for one in rows),
    }  # fmt: skip
    yield _Reminder(
        "waste_banks.semester_draft",
        key=f"{year}-{half}",
        page=reverse("waste_banks:flags"),
        to=people.people_with_role(access.SUPERVISOR, now=now),
        facts=lambda: facts,
    )
